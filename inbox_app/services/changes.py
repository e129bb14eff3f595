"""Changes to a conversation, each kept with what was before, and their undoing.

Whatever an agent, a bulk action or a rule changes is done inside `Changing`. It
records one activity that carries the facts before and after; `undo_activity`
puts the former back as long as nobody has changed them since.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from enum import Enum
from types import TracebackType
from typing import Any

from sqlmodel import col, delete, select, update

from inbox_app.db.access import access_activity, access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import (
    ActivityKind,
    ConversationStatus,
    FilteredReason,
    Priority,
)
from inbox_app.domain.errors import (
    CannotUndoError,
    ChangedSinceError,
    NotAMemberError,
)
from inbox_app.domain.events import ConversationChanged, ManyConversationsChanged
from inbox_app.domain.undoing import is_too_old
from inbox_app.models import (
    Activity,
    Agent,
    Conversation,
    ConversationTag,
    InboxMember,
    Tag,
    Team,
    ThreadKey,
)
from inbox_app.services.timeline import record_activity

Facts = dict[str, Any]

# What an action may change: the right to change it back, and how it is read from JSON.
_FACTS: dict[str, tuple[Permission, Callable[[Any], Any]]] = {
    "status": (Permission.CLOSE, ConversationStatus),
    "closed_at": (Permission.CLOSE, datetime.fromisoformat),
    "waiting_since": (Permission.CLOSE, datetime.fromisoformat),
    "snoozed_until": (Permission.CLOSE, datetime.fromisoformat),
    "filtered_reason": (Permission.CLOSE, FilteredReason),
    "filtered_at": (Permission.CLOSE, datetime.fromisoformat),
    "trashed_at": (Permission.DELETE, datetime.fromisoformat),
    "assignee_id": (Permission.ASSIGN, int),
    "team_id": (Permission.ASSIGN, int),
    "priority": (Permission.TAG, Priority),
    "tag_ids": (Permission.TAG, list),
    "inbox_id": (Permission.MOVE, int),
}


class Changing(AbstractContextManager["Changing"]):
    """Record what its block changes as one activity; no change leaves none."""

    def __init__(
        self,
        uow: UnitOfWork,
        actor: Actor | None,
        conversation: Conversation,
        kind: ActivityKind,
        **said: str | int | None,
    ) -> None:
        """Take what the activity should say besides; the system acts as None."""
        self.activity: Activity | None = None
        self._uow = uow
        self._actor = actor
        self._conversation = conversation
        self._kind = kind
        self._said = said

    def __enter__(self) -> "Changing":
        self._before = facts_of(self._conversation)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error_type is not None:
            return
        after = facts_of(self._conversation)
        changed = [name for name in after if after[name] != self._before[name]]
        if not changed:
            return
        self.activity = record_activity(
            self._uow,
            self._conversation,
            self._kind,
            self._actor,
            **self._said,
            was={name: self._before[name] for name in changed},
            **{"is": {name: after[name] for name in changed}},
        )
        emit_change(self._uow, self._conversation)


def facts_of(conversation: Conversation) -> Facts:
    """Read what an action may change, as plain values."""
    return {name: plain_value(getattr(conversation, name)) for name in _FACTS}


def emit_change(
    uow: UnitOfWork, conversation: Conversation, *, inbox_id: int = 0
) -> None:
    """Tell all who show the conversation; in a bulk action, all who show its inbox."""
    assert conversation.id is not None
    inbox_id = inbox_id or conversation.inbox_id
    if uow.job_id is None:
        uow.emit(ConversationChanged(inbox_id, conversation.id))
    else:
        uow.emit(ManyConversationsChanged(inbox_id))


def change_conversation(
    uow: UnitOfWork,
    actor: Actor,
    permission: Permission,
    conversation_id: int,
    change: Callable[..., Activity | None],
    **arguments: Any,
) -> int | None:
    """Let an actor change a conversation; returns the activity that can be undone.

    None: it was like that already.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        NotAllowedError: it is not theirs to change.
    """
    conversation = access_conversation_to(uow, actor, permission, conversation_id)
    activity = change(uow, actor, conversation, **arguments)
    if activity is None:
        return None
    uow.session.flush()
    return activity.id


def undo_activity(uow: UnitOfWork, actor: Actor, activity_id: int) -> int | None:
    """Take one change back; returns the activity of the undoing, undone in its turn.

    Raises:
        ActivityNotFoundError: there is none, or it is not theirs to see.
        CannotUndoError: it changed nothing, was undone before, or is too old.
        ChangedSinceError: what it changed was changed again; nothing happened.
        NotAllowedError: it is not theirs to change.
    """
    activity, conversation = access_activity(uow, actor, activity_id)
    for permission in permissions_to_undo(activity):
        access_conversation_to(uow, actor, permission, activity.conversation_id)
    undone = take_back(uow, actor, conversation, activity)
    uow.session.flush()
    return undone.id if undone else None


def permissions_to_undo(activity: Activity) -> set[Permission]:
    """Name the rights that taking this change back asks for."""
    facts = activity.data.get("was", {})
    return {_FACTS[name][0] for name in facts if name in _FACTS} or {Permission.CLOSE}


def take_back(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, activity: Activity
) -> Activity | None:
    """Undo a change of a conversation that is at hand.

    Raises:
        CannotUndoError, ChangedSinceError: see `undo_activity`.
    """
    if activity.undone_at is not None or is_too_old(activity.created_at, uow.now):
        raise CannotUndoError
    undo = UNDOERS.get(activity.kind, put_back)
    done = undo(uow, actor, conversation, activity)
    activity.undone_at = uow.now
    uow.session.add(activity)
    return done


# Who takes back a change that is more than facts of one conversation.
UNDOERS: dict[
    ActivityKind,
    Callable[[UnitOfWork, Actor, Conversation, Activity], Activity | None],
] = {}


def put_back(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, activity: Activity
) -> Activity | None:
    """Give the facts that an activity changed their former values.

    Raises:
        CannotUndoError: it changed none, or who had it is not there any more.
        ChangedSinceError: one of them was changed again.
        NotAMemberError: it would go back to an inbox that is not theirs.
    """
    was, made = activity.data.get("was"), activity.data.get("is")
    if not was or not made:
        raise CannotUndoError
    now = facts_of(conversation)
    if any(now[name] != value for name, value in made.items()):
        raise ChangedSinceError
    _check_targets(uow, actor, conversation, was)
    with Changing(
        uow, actor, conversation, ActivityKind.UNDONE, undoes=activity.kind.value
    ) as change:
        for name, value in was.items():
            set_fact(uow, conversation, name, value)
    return change.activity


def _check_targets(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, was: Facts
) -> None:
    """Ask whether what it is to go back to is still there, and theirs."""
    inbox_id = was.get("inbox_id", conversation.inbox_id)
    if inbox_id not in actor.inbox_ids:
        raise NotAMemberError
    agent_id, team_id = was.get("assignee_id"), was.get("team_id")
    if agent_id is not None:
        agent = uow.session.get(Agent, agent_id)
        is_member = uow.session.get(InboxMember, (inbox_id, agent_id)) is not None
        if agent is None or not agent.is_active or not is_member:
            raise CannotUndoError
    if team_id is not None and uow.session.get(Team, team_id) is None:
        raise CannotUndoError


def set_fact(
    uow: UnitOfWork, conversation: Conversation, name: str, value: Any
) -> None:
    """Give a fact a plain value, with the rows that hang on it."""
    if name == "tag_ids":
        set_tags(uow, conversation, value or [])
    elif name == "inbox_id":
        relocate(uow, conversation, value)
    else:
        read = _FACTS[name][1]
        setattr(conversation, name, None if value is None else read(value))


def set_tags(uow: UnitOfWork, conversation: Conversation, tag_ids: list[int]) -> None:
    """Make these the tags of a conversation, as far as they still exist."""
    known = select(Tag.id).where(col(Tag.id).in_(tag_ids))
    conversation.tag_ids = sorted(n for n in uow.session.exec(known) if n)
    uow.session.exec(
        delete(ConversationTag).where(
            col(ConversationTag.conversation_id) == conversation.id
        )
    )
    for tag_id in conversation.tag_ids:
        uow.session.add(
            ConversationTag(conversation_id=conversation.id or 0, tag_id=tag_id)
        )


def relocate(uow: UnitOfWork, conversation: Conversation, inbox_id: int) -> None:
    """Put a conversation into an inbox, and let later answers find it there."""
    before = conversation.inbox_id
    known = select(ThreadKey.key).where(ThreadKey.inbox_id == inbox_id)
    uow.session.exec(
        update(ThreadKey)
        .where(
            col(ThreadKey.conversation_id) == conversation.id,
            col(ThreadKey.key).not_in(known),
        )
        .values(inbox_id=inbox_id)
    )
    conversation.inbox_id = inbox_id
    # Whoever shows the inbox it left must hear of it too.
    emit_change(uow, conversation, inbox_id=before)


def plain_value(value: Any) -> Any:
    """Write a fact as JSON knows it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
