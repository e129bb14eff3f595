"""What the tests of reads share."""

import pytest

from inbox_app.db.unit_of_work import UnitOfWork
from tests.queries.desk import Desk, a_desk


@pytest.fixture
def desk(uow: UnitOfWork) -> Desk:
    """Give a team with two inboxes, on each kind of database."""
    return a_desk(uow)
