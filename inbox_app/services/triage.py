"""Sorting work: snooze, priority, tags, and moving to another inbox."""

from datetime import datetime

from inbox_app.db.access import access_inbox, is_id
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import ActivityKind, ConversationStatus, Priority
from inbox_app.domain.errors import (
    InvalidInputError,
    MergedAwayError,
    NotAMemberError,
    TagNotFoundError,
)
from inbox_app.models import Activity, Conversation, InboxMember, Tag
from inbox_app.services.changes import (
    Changing,
    change_conversation,
    relocate,
    set_tags,
)


class MomentPassedError(InvalidInputError):
    """Nothing can rest until a moment that is over."""

    code = "moment_passed"


class NotOpenError(InvalidInputError):
    """Only an open conversation can rest: this one is done, spam or trash."""

    code = "not_open"


def snooze(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, *, until: datetime
) -> Activity | None:
    """Hide an open conversation at hand until a time, or until they write.

    Raises:
        MomentPassedError: that time is over.
        NotOpenError: the conversation is closed, filtered or in the trash.
    """
    if until <= uow.now:
        raise MomentPassedError
    if not _is_open(conversation):
        raise NotOpenError
    with Changing(
        uow, actor, conversation, ActivityKind.SNOOZED, until=until.isoformat()
    ) as change:
        conversation.snoozed_until = until
    return change.activity


def wake(
    uow: UnitOfWork, actor: Actor | None, conversation: Conversation
) -> Activity | None:
    """End the rest of a conversation at hand; the clock does it as None."""
    with Changing(uow, actor, conversation, ActivityKind.WOKEN) as change:
        conversation.snoozed_until = None
    return change.activity


def set_priority(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, *, priority: Priority
) -> Activity | None:
    """Say how soon a conversation at hand wants an answer.

    Raises:
        InvalidInputError: there is no such priority.
    """
    try:
        priority = Priority(priority)
    except ValueError:
        raise InvalidInputError(field="priority") from None
    with Changing(
        uow,
        actor,
        conversation,
        ActivityKind.PRIORITY_SET,
        priority=priority.value,
    ) as change:
        conversation.priority = priority
    return change.activity


def tag(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, *, tag_id: int
) -> Activity | None:
    """Put a tag on a conversation at hand.

    Raises:
        TagNotFoundError: there is no such tag.
    """
    found = _tag(uow, tag_id)
    if tag_id in conversation.tag_ids:
        return None
    with Changing(
        uow, actor, conversation, ActivityKind.TAGGED, name=found.name
    ) as change:
        set_tags(uow, conversation, [*conversation.tag_ids, tag_id])
    return change.activity


def untag(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, *, tag_id: int
) -> Activity | None:
    """Take a tag off a conversation at hand.

    Raises:
        TagNotFoundError: there is no such tag.
    """
    found = _tag(uow, tag_id)
    with Changing(
        uow, actor, conversation, ActivityKind.UNTAGGED, name=found.name
    ) as change:
        set_tags(uow, conversation, [n for n in conversation.tag_ids if n != tag_id])
    return change.activity


def move(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, *, inbox_id: int
) -> Activity | None:
    """Put a conversation at hand into another inbox.

    Whom it is assigned to keeps it only as a member there.

    Raises:
        InboxNotFoundError: there is none, or it is not theirs to see.
        NotAMemberError: they look into that inbox from outside.
    """
    if conversation.merged_into_id is not None:
        raise MergedAwayError
    target = access_inbox(uow, actor, inbox_id)
    if inbox_id not in actor.inbox_ids:
        raise NotAMemberError
    if inbox_id == conversation.inbox_id:
        return None
    with Changing(
        uow, actor, conversation, ActivityKind.MOVED, name=target.name
    ) as change:
        relocate(uow, conversation, inbox_id)
        if conversation.assignee_id is not None and not _is_member(
            uow, inbox_id, conversation.assignee_id
        ):
            conversation.assignee_id = None
    return change.activity


def snooze_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, until: datetime
) -> int | None:
    """Hide a conversation until a time; see `snooze`."""
    return change_conversation(
        uow, actor, Permission.CLOSE, conversation_id, snooze, until=until
    )


def wake_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """End the rest of a conversation."""
    return change_conversation(uow, actor, Permission.CLOSE, conversation_id, wake)


def prioritise_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, priority: Priority
) -> int | None:
    """Say how soon a conversation wants an answer."""
    return change_conversation(
        uow, actor, Permission.TAG, conversation_id, set_priority, priority=priority
    )


def tag_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, tag_id: int
) -> int | None:
    """Put a tag on a conversation."""
    return change_conversation(
        uow, actor, Permission.TAG, conversation_id, tag, tag_id=tag_id
    )


def untag_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, tag_id: int
) -> int | None:
    """Take a tag off a conversation."""
    return change_conversation(
        uow, actor, Permission.TAG, conversation_id, untag, tag_id=tag_id
    )


def move_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, inbox_id: int
) -> int | None:
    """Put a conversation into another inbox; see `move`."""
    return change_conversation(
        uow, actor, Permission.MOVE, conversation_id, move, inbox_id=inbox_id
    )


def _is_open(conversation: Conversation) -> bool:
    # The folder, which the database works out, may not have been written yet.
    return (
        conversation.status is ConversationStatus.OPEN
        and conversation.filtered_reason is None
        and conversation.trashed_at is None
        and conversation.merged_into_id is None
    )


def _tag(uow: UnitOfWork, tag_id: int) -> Tag:
    found = uow.session.get(Tag, tag_id) if is_id(tag_id) else None
    if found is None:
        raise TagNotFoundError
    return found


def _is_member(uow: UnitOfWork, inbox_id: int, agent_id: int) -> bool:
    return uow.session.get(InboxMember, (inbox_id, agent_id)) is not None
