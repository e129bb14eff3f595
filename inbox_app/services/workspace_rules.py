"""The switches of the workspace: which filters are on, how long the trash is kept."""

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InvalidInputError, NotAllowedError
from inbox_app.models import WorkspaceRules

RULES_ID = 1
SWITCHES = ("automatic", "marketing", "unsubscribe", "role")
FEWEST_DAYS = 1
MOST_DAYS = 3650


def set_filter_switch(uow: UnitOfWork, actor: Actor, name: str, *, is_on: bool) -> None:
    """Turn a filtering rule on or off, for mail that comes from now on.

    Raises:
        NotAllowedError: only admins may.
        InvalidInputError: there is no such rule.
    """
    rules = _rules(uow, actor)
    if name not in SWITCHES:
        raise InvalidInputError
    setattr(rules, f"filters_{name}", is_on is True)


def set_retention(
    uow: UnitOfWork, actor: Actor, *, trash_days: int, filtered_days: int
) -> None:
    """Choose after how many days the trash and Filtered are emptied.

    Raises:
        NotAllowedError: only admins may.
        InvalidInputError: that is no sensible number of days; `field` says which.
    """
    rules = _rules(uow, actor)
    for field, days in (("trash_days", trash_days), ("filtered_days", filtered_days)):
        if type(days) is not int or not FEWEST_DAYS <= days <= MOST_DAYS:
            raise InvalidInputError(field=field)
        setattr(rules, field, days)


def _rules(uow: UnitOfWork, actor: Actor) -> WorkspaceRules:
    if not actor.may(Permission.MANAGE_RULES):
        raise NotAllowedError
    rules = uow.session.get(WorkspaceRules, RULES_ID) or WorkspaceRules(id=RULES_ID)
    uow.session.add(rules)
    return rules
