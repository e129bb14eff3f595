"""The actions that can be done to many conversations, by name.

The bulk bar, the command palette and rules choose from here; each entry is the
very function that the button of a single conversation runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inbox_app.domain.actor import Permission
from inbox_app.services import conversations, triage


@dataclass(frozen=True, slots=True)
class Action:
    """What is done, and the right that it asks for.

    `apply(uow, actor, conversation, **arguments)` returns the activity that can
    be undone, or None.
    """

    permission: Permission
    apply: Callable[..., Any]


ACTIONS = {
    "assign": Action(Permission.ASSIGN, conversations.assign),
    "assign_team": Action(Permission.ASSIGN, conversations.assign_team),
    "close": Action(Permission.CLOSE, conversations.close),
    "reopen": Action(Permission.CLOSE, conversations.reopen),
    "snooze": Action(Permission.CLOSE, triage.snooze),
    "wake": Action(Permission.CLOSE, triage.wake),
    "spam": Action(Permission.CLOSE, conversations.filter_out),
    "not_spam": Action(Permission.CLOSE, conversations.unfilter),
    "trash": Action(Permission.DELETE, conversations.trash),
    "restore": Action(Permission.DELETE, conversations.restore),
    "tag": Action(Permission.TAG, triage.tag),
    "untag": Action(Permission.TAG, triage.untag),
    "prioritise": Action(Permission.TAG, triage.set_priority),
    "move": Action(Permission.MOVE, triage.move),
    "mark_read": Action(Permission.VIEW, conversations.read_all),
    "mark_unread": Action(Permission.VIEW, conversations.unread),
}
