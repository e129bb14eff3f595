"""A workspace on each kind of database."""

import pytest

from inbox_app.db.unit_of_work import Store
from tests.builders.workspace import Workspace, a_workspace


@pytest.fixture
def workspace(store: Store) -> Workspace:
    """Give two inboxes with agents and a channel."""
    return a_workspace(store)
