"""Splitting a conversation: a message and all that follows become their own."""

import secrets
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, func, select

from inbox_app.db.access import access_conversation_to, access_message
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.enums import ActivityKind, Direction, PreviewKind
from inbox_app.domain.errors import (
    CannotUndoError,
    ChangedSinceError,
    InvalidInputError,
)
from inbox_app.domain.events import ManyConversationsChanged
from inbox_app.models import (
    Activity,
    Agent,
    Attachment,
    Conversation,
    ConversationReadMark,
    Draft,
    Handle,
    Message,
    MessageBody,
    Participant,
    ThreadKey,
)
from inbox_app.models.conversation import thread_key
from inbox_app.services.changes import UNDOERS, emit_change
from inbox_app.services.moving_items import (
    Places,
    count_participants,
    find_last_inbound,
    in_parts,
    move_keys,
    put_items,
    read_marks,
    read_places,
    restore_summary,
    summary_of,
)
from inbox_app.services.timeline import preview_of, record_activity


class CannotSplitError(InvalidInputError):
    """Nothing would be left before it, or it lies in the trash."""

    code = "cannot_split"


def split_conversation(uow: UnitOfWork, actor: Actor, message_id: int) -> int | None:
    """Take a message and everything after it into a new conversation.

    Answers to what was taken arrive there. Returns the activity that undoes it.

    Raises:
        MessageNotFoundError, NotAMemberError, NotAllowedError: as the gate says.
        CannotSplitError: it is the first message, or not to be split.
    """
    message, found = access_message(uow, actor, message_id)
    assert found.id is not None
    origin = access_conversation_to(uow, actor, Permission.MOVE, found.id)
    uow.session.refresh(message)
    before = select(Message.id).where(
        Message.conversation_id == origin.id, Message.position < message.position
    )
    is_first = uow.session.exec(before.limit(1)).first() is None
    if is_first or origin.trashed_at is not None or origin.merged_into_id is not None:
        raise CannotSplitError
    places = read_places(uow, found.id, from_position=message.position)
    record: dict[str, Any] = {"moved": places, "before": summary_of(origin)}
    body = uow.session.get_one(MessageBody, message_id)
    new = _make(uow, origin, message, body)
    assert new.id is not None
    start = message.position - 1
    put_items(uow, new.id, [(name, n, place - start) for name, n, place in places])
    uow.session.refresh(origin)
    new.last_position = places[-1][2] - start
    record["keys"] = _keys_of(uow, found.id, new.id)
    move_keys(uow, record["keys"], from_id=found.id, to_id=new.id)
    _copy_people(uow, origin, new, start)
    for one in (origin, new):
        _describe(uow, one)
    record["after"] = summary_of(origin)
    record["messages"] = new.message_count
    record_activity(
        uow, new, ActivityKind.SPLIT_FROM, actor, number=found.id, was=record
    )
    split = record_activity(
        uow,
        origin,
        ActivityKind.SPLIT,
        actor,
        name=new.subject,
        number=new.id,
        was={"split": None},
        **{"is": {"split": new.id}},
    )
    _tell(uow, origin, new)
    uow.session.flush()
    return split.id


def _make(
    uow: UnitOfWork, origin: Conversation, message: Message, body: MessageBody
) -> Conversation:
    contact = {
        "contact_id": origin.contact_id,
        "contact_name": origin.contact_name,
        "contact_address": origin.contact_address,
    }
    if message.direction is Direction.INBOUND and body.from_address:
        handle = uow.session.exec(
            select(Handle).where(Handle.value == normalise_address(body.from_address))
        ).first()
        contact = {
            "contact_id": handle.contact_id if handle else None,
            "contact_name": body.from_name or body.from_address,
            "contact_address": body.from_address,
        }
    new = Conversation(
        inbox_id=origin.inbox_id,
        channel_id=origin.channel_id,
        channel_kind=origin.channel_kind,
        subject=body.subject or origin.subject,
        reply_token=secrets.token_hex(8),
        status=origin.status,
        closed_at=origin.closed_at,
        waiting_since=origin.waiting_since,
        filtered_reason=origin.filtered_reason,
        filtered_at=origin.filtered_at,
        assignee_id=origin.assignee_id,
        team_id=origin.team_id,
        parent_id=origin.id,
        last_message_at=origin.last_message_at,
        created_at=message.created_at,
        **contact,
    )
    uow.session.add(new)
    uow.session.flush()
    return new


def _keys_of(uow: UnitOfWork, origin_id: int, new_id: int) -> list[str]:
    """The Message-IDs that only what was moved has or names."""
    named = {number: set(_read_names(uow, number)) for number in (origin_id, new_id)}
    own = {
        thread_key(header)
        for header in uow.session.exec(
            select(Message.message_id_header).where(Message.conversation_id == new_id)
        )
    }
    wanted = sorted(own | (named[new_id] - named[origin_id]))
    known: list[str] = []
    for some in in_parts(wanted):
        rows = select(ThreadKey.key).where(
            ThreadKey.conversation_id == origin_id, col(ThreadKey.key).in_(some)
        )
        known += uow.session.exec(rows)
    return known


def _read_names(uow: UnitOfWork, conversation_id: int) -> list[str]:
    rows = uow.session.exec(
        select(
            Message.message_id_header, MessageBody.in_reply_to, MessageBody.references
        )
        .join(MessageBody)
        .where(Message.conversation_id == conversation_id)
    )
    headers = (one for own, to, more in rows for one in (own, to, *more) if one)
    return [thread_key(header) for header in headers]


def _copy_people(
    uow: UnitOfWork, origin: Conversation, new: Conversation, start: int
) -> None:
    """Whoever took part may answer in both; who has read, has read."""
    people = uow.session.exec(
        select(Participant).where(Participant.conversation_id == origin.id)
    ).all()
    for one in people:
        uow.session.add(
            Participant(conversation_id=new.id or 0, address=one.address, name=one.name)
        )
    marks = [
        {
            "agent_id": mark.agent_id,
            "conversation_id": new.id,
            "position": mark.position - start,
        }
        for mark in read_marks(uow, origin.id or 0)
        if mark.position > start
    ]
    uow.session.flush()
    if marks:
        uow.connection.execute(insert(ConversationReadMark), marks)


def _describe(uow: UnitOfWork, conversation: Conversation) -> None:
    """Work out anew what the list row says."""
    mine = Message.conversation_id == conversation.id
    counted = select(func.count()).select_from(Message).where(mine)
    conversation.message_count = uow.session.exec(counted).one()
    file = select(Attachment.id).join(Message).where(mine, ~col(Attachment.is_inline))
    conversation.has_attachments = uow.session.exec(file.limit(1)).first() is not None
    newest, body = uow.session.exec(
        select(Message, MessageBody)
        .join(MessageBody)
        .where(mine)
        .order_by(col(Message.position).desc())
        .limit(1)
    ).one()
    is_ours = newest.direction is Direction.OUTBOUND
    author = uow.session.get(Agent, newest.author_id) if newest.author_id else None
    conversation.last_message_at = newest.created_at
    conversation.last_message_id = newest.id
    conversation.preview = preview_of(body.reply_text or body.text)
    conversation.preview_kind = PreviewKind.OUTBOUND if is_ours else PreviewKind.INBOUND
    conversation.preview_by = author.name if author else ""
    if is_ours:
        conversation.waiting_since = None
    find_last_inbound(uow, conversation)
    count_participants(uow, conversation)
    uow.session.add(conversation)


def undo_split(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, activity: Activity
) -> Activity | None:
    """Put back what was split off, as long as nothing was done with it.

    Raises:
        CannotUndoError: what was split off is gone.
        ChangedSinceError: something was added there.
    """
    number = activity.data["is"]["split"]
    if uow.session.get(Conversation, number) is None:
        raise CannotUndoError
    new = access_conversation_to(uow, actor, Permission.MOVE, number)
    origin = access_conversation_to(uow, actor, Permission.MOVE, conversation.id or 0)
    assert origin.id is not None
    note = uow.session.exec(
        select(Activity).where(
            Activity.conversation_id == number,
            Activity.kind == ActivityKind.SPLIT_FROM,
        )
    ).first()
    if note is None:
        raise CannotUndoError
    record = note.data["was"]
    moved: Places = [tuple(place) for place in record["moved"]]
    there = {(name, n) for name, n, _ in read_places(uow, number)}
    is_untouched = there == {(name, n) for name, n, _ in moved} | {
        ("activities", note.id)
    }
    draft = select(Draft.id).where(Draft.conversation_id == number).limit(1)
    if not is_untouched or uow.session.exec(draft).first() is not None:
        raise ChangedSinceError
    move_keys(uow, record["keys"], from_id=number, to_id=origin.id)
    put_items(uow, origin.id, moved)
    uow.session.refresh(origin)
    uow.session.delete(uow.session.get_one(Conversation, number))
    restore_summary(origin, record["before"], record["after"])
    origin.message_count += record["messages"]
    uow.session.flush()
    find_last_inbound(uow, origin)
    record_activity(
        uow, origin, ActivityKind.UNDONE, actor, undoes=ActivityKind.SPLIT.value
    )
    _tell(uow, origin, new)
    return None


def _tell(uow: UnitOfWork, origin: Conversation, new: Conversation) -> None:
    uow.session.add(origin)
    emit_change(uow, origin)
    emit_change(uow, new)
    uow.emit(ManyConversationsChanged(origin.inbox_id))


UNDOERS[ActivityKind.SPLIT] = undo_split
