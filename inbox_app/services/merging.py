"""Merging two conversations into one, and parting them again.

What is merged away stays as an empty shell that leads to the other; its record
says where each item stood, so that undoing is exact.
"""

from typing import Any

from sqlmodel import col, select, update

from inbox_app.db.access import access_conversation_to, is_id
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import ActivityKind, ConversationStatus
from inbox_app.domain.errors import (
    CannotUndoError,
    ChangedSinceError,
    InvalidInputError,
)
from inbox_app.domain.events import ManyConversationsChanged
from inbox_app.models import Activity, Conversation, Draft, Participant, ThreadKey
from inbox_app.services.changes import UNDOERS, emit_change
from inbox_app.services.item_order import order_items
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
from inbox_app.services.timeline import record_activity

# A longer exchange is found in no time and read by nobody: it is not merged.
MOST_ITEMS = 5_000


class CannotMergeError(InvalidInputError):
    """It is the same, in another inbox, in the trash, merged already, or too long."""

    code = "cannot_merge"


def merge_conversations(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, source_id: int
) -> int | None:
    """Take all that is in another conversation into this one, in order.

    Answers to either arrive here from now on. Returns the activity that undoes it.

    Raises:
        ConversationNotFoundError, NotAMemberError, NotAllowedError: as the gate says.
        CannotMergeError: these two cannot be.
    """
    # Locked in the same order by everybody.
    are_ids = is_id(conversation_id) and is_id(source_id)
    for number in sorted({conversation_id, source_id}) if are_ids else ():
        access_conversation_to(uow, actor, Permission.MOVE, number)
    target = access_conversation_to(uow, actor, Permission.MOVE, conversation_id)
    source = access_conversation_to(uow, actor, Permission.MOVE, source_id)
    _refuse_if_unfit(target, source)
    moved, standing = read_places(uow, source_id), read_places(uow, conversation_id)
    if len(moved) + len(standing) > MOST_ITEMS:
        raise CannotMergeError
    record: dict[str, Any] = {
        "moved": moved,
        "standing": standing,
        "last_position": target.last_position,
        "source": summary_of(source),
        "before": summary_of(target),
        **_take_belongings(uow, source_id, conversation_id),
    }
    offset = target.last_position
    put_items(uow, conversation_id, [(t, n, p + offset) for t, n, p in moved])
    target.last_position = offset + source.last_position
    target.message_count += source.message_count
    _sum_up(target, source)
    uow.session.flush()
    order_items(uow, [conversation_id])
    find_last_inbound(uow, target)
    count_participants(uow, target)
    source.merged_into_id = conversation_id
    record["after"] = summary_of(target)
    record["source_messages"] = source.message_count
    away = record_activity(
        uow, source, ActivityKind.MERGED_AWAY, actor, into=conversation_id, was=record
    )
    uow.session.flush()
    merged = record_activity(
        uow,
        target,
        ActivityKind.MERGED,
        actor,
        name=source.subject,
        number=source_id,
        was={"merged": None, "away_id": away.id},
        **{"is": {"merged": source_id}},
    )
    _tell(uow, target, source)
    uow.session.flush()
    return merged.id


def _refuse_if_unfit(target: Conversation, source: Conversation) -> None:
    is_unfit = (
        target.id == source.id
        or target.inbox_id != source.inbox_id
        or any(one.trashed_at is not None for one in (target, source))
        or any(one.merged_into_id is not None for one in (target, source))
    )
    if is_unfit:
        raise CannotMergeError


def _take_belongings(
    uow: UnitOfWork, source_id: int, target_id: int
) -> dict[str, list[Any]]:
    """Take keys, participants and drafts along; returns what was taken."""
    session = uow.session
    keys = session.exec(
        select(ThreadKey.key).where(ThreadKey.conversation_id == source_id)
    ).all()
    move_keys(uow, keys, from_id=source_id, to_id=target_id)
    here = select(Participant.address).where(Participant.conversation_id == target_id)
    people = session.exec(
        select(Participant).where(
            Participant.conversation_id == source_id,
            col(Participant.address).not_in(here),
        )
    ).all()
    written = {
        (draft.agent_id, draft.kind)
        for draft in session.exec(
            select(Draft).where(Draft.conversation_id == target_id)
        )
    }
    drafts = [
        draft
        for draft in session.exec(
            select(Draft).where(Draft.conversation_id == source_id)
        )
        if (draft.agent_id, draft.kind) not in written
    ]
    for row in (*people, *drafts):
        row.conversation_id = target_id
        session.add(row)
    session.flush()
    return {
        "keys": list(keys),
        "participants": [row.id for row in people],
        "drafts": [row.id for row in drafts],
    }


def _sum_up(target: Conversation, source: Conversation) -> None:
    target.has_attachments = target.has_attachments or source.has_attachments
    if source.last_message_at > target.last_message_at:
        target.last_message_at = source.last_message_at
        target.last_message_id = source.last_message_id
        target.preview, target.preview_by = source.preview, source.preview_by
        target.preview_kind = source.preview_kind
    if source.status is ConversationStatus.CLOSED:
        return
    # Somebody may wait for an answer: that must not end up among what is done.
    target.status, target.closed_at = ConversationStatus.OPEN, None
    if source.snoozed_until is None:
        target.snoozed_until = None
    waiting = [at for at in (target.waiting_since, source.waiting_since) if at]
    target.waiting_since = min(waiting, default=None)


def undo_merge(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, activity: Activity
) -> Activity | None:
    """Part what was merged; what came since stays where it came.

    Raises:
        CannotUndoError: the record is gone.
        ChangedSinceError: it was split, merged on, or parted otherwise meanwhile.
    """
    away = uow.session.get(Activity, activity.data["was"].get("away_id") or 0)
    if away is None:
        raise CannotUndoError
    source = access_conversation_to(uow, actor, Permission.MOVE, away.conversation_id)
    target = access_conversation_to(uow, actor, Permission.MOVE, conversation.id or 0)
    record = away.data["was"]
    assert source.id is not None
    assert target.id is not None
    now = read_places(uow, target.id)
    here = {(name, number) for name, number, _ in now}
    moved: Places = [tuple(place) for place in record["moved"]]
    is_whole = all((name, number) in here for name, number, _ in moved)
    is_merged = source.merged_into_id == target.id and target.merged_into_id is None
    if not is_whole or not is_merged:
        raise ChangedSinceError
    _part(uow, source, target, record, now)
    away.undone_at = uow.now
    uow.session.add(away)
    source.merged_into_id = None
    undoes = {"undoes": ActivityKind.MERGED.value}
    record_activity(uow, source, ActivityKind.UNDONE, actor, **undoes)
    record_activity(uow, target, ActivityKind.UNDONE, actor, **undoes)
    _tell(uow, target, source)
    # Merging again is a matter of choosing it again.
    return None


def _part(
    uow: UnitOfWork,
    source: Conversation,
    target: Conversation,
    record: dict[str, Any],
    now: Places,
) -> None:
    source_id, target_id = source.id or 0, target.id or 0
    gone = {(name, number) for name, number, _ in record["moved"]}
    stood = {(name, number): place for name, number, place in record["standing"]}
    put_items(uow, source_id, record["moved"])
    last = record["last_position"]
    back: Places = []
    read_to: dict[int, int] = {}
    for name, number, position in now:
        if (name, number) not in gone:
            place = stood.get((name, number), last + 1)
            last = max(last, place)
            back.append((name, number, place))
        read_to[position] = max((place for *_, place in back), default=0)
    put_items(uow, target_id, back)
    for mark in read_marks(uow, target_id):
        read = [new for old, new in read_to.items() if old <= mark.position]
        mark.position = max(read, default=0)
        uow.session.add(mark)
    uow.session.refresh(source)
    uow.session.refresh(target)
    target.last_position = last
    target.message_count -= record["source_messages"]
    target.version += 1
    restore_summary(target, record["before"], record["after"])
    restore_summary(source, record["source"], summary_of(source))
    move_keys(uow, record["keys"], from_id=target_id, to_id=source_id)
    for table, name in ((Participant, "participants"), (Draft, "drafts")):
        for ids in in_parts(record[name]):
            uow.session.exec(
                update(table)
                .where(col(table.id).in_(ids), col(table.conversation_id) == target_id)
                .values(conversation_id=source_id)
            )
    for one in (source, target):
        find_last_inbound(uow, one)
        count_participants(uow, one)


def _tell(uow: UnitOfWork, *conversations: Conversation) -> None:
    for conversation in conversations:
        uow.session.add(conversation)
        emit_change(uow, conversation)
    uow.emit(ManyConversationsChanged(conversations[0].inbox_id))


UNDOERS[ActivityKind.MERGED] = undo_merge
