"""Which list a sender is on."""

from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.filter_rules import Standing, find_standing, patterns_for
from inbox_app.models import SenderRule


def read_standing(uow: UnitOfWork, address: str) -> Standing | None:
    """Find what the lists say of a normalised address."""
    rules = uow.session.exec(
        select(SenderRule).where(col(SenderRule.pattern).in_(patterns_for(address)))
    )
    return find_standing(address, {rule.pattern: rule.kind for rule in rules})
