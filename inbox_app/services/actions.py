"""The actions that can be done to many conversations, by name.

The bulk bar, the command palette and rules choose from here; each entry is the
very function that the button of a single conversation runs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inbox_app.db.access import is_id
from inbox_app.domain.actor import Permission
from inbox_app.domain.enums import Priority
from inbox_app.domain.errors import InvalidInputError
from inbox_app.services import conversations, triage


@dataclass(frozen=True, slots=True)
class Action:
    """What is done, and the right that it asks for.

    `apply(uow, actor, conversation, **arguments)` returns the activity that can
    be undone, or None. It refuses before it changes anything.
    """

    permission: Permission
    apply: Callable[..., Any]
    # How each argument is read from JSON; a ValueError or TypeError refuses it.
    arguments: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


def read_arguments(action: Action, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read the arguments of an action from JSON.

    Raises:
        InvalidInputError: one is missing, too much, or cannot be read.
    """
    if given.keys() != action.arguments.keys():
        raise InvalidInputError
    try:
        return {name: read(given[name]) for name, read in action.arguments.items()}
    except (TypeError, ValueError):
        raise InvalidInputError from None


def _id(value: Any) -> int:
    if not is_id(value):
        raise ValueError
    return value


def _optional_id(value: Any) -> int | None:
    return None if value is None else _id(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment


ACTIONS = {
    "assign": Action(
        Permission.ASSIGN, conversations.assign, {"assignee_id": _optional_id}
    ),
    "assign_team": Action(
        Permission.ASSIGN, conversations.assign_team, {"team_id": _optional_id}
    ),
    "close": Action(Permission.CLOSE, conversations.close),
    "reopen": Action(Permission.CLOSE, conversations.reopen),
    "snooze": Action(Permission.CLOSE, triage.snooze, {"until": _moment}),
    "wake": Action(Permission.CLOSE, triage.wake),
    "spam": Action(Permission.CLOSE, conversations.filter_out),
    "not_spam": Action(Permission.CLOSE, conversations.unfilter),
    "trash": Action(Permission.DELETE, conversations.trash),
    "restore": Action(Permission.DELETE, conversations.restore),
    "tag": Action(Permission.TAG, triage.tag, {"tag_id": _id}),
    "untag": Action(Permission.TAG, triage.untag, {"tag_id": _id}),
    "prioritise": Action(Permission.TAG, triage.set_priority, {"priority": Priority}),
    "move": Action(Permission.MOVE, triage.move, {"inbox_id": _id}),
    "mark_read": Action(Permission.VIEW, conversations.read_all),
    "mark_unread": Action(Permission.VIEW, conversations.unread),
}
