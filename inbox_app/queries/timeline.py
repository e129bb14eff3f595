"""The items of a conversation, merged from messages, comments and activities.

Whatever the number of items, the number of statements is the same: one for
each kind, one for the files.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from sqlalchemy import Table, bindparam, func, select

from inbox_app.db.search import AnySelect
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import ActivityKind, DeliveryState, Direction
from inbox_app.domain.notices import COMMENT_EDITABLE_FOR
from inbox_app.domain.person import hue, initials
from inbox_app.domain.quoting import LineKind, mark_lines
from inbox_app.domain.undoing import is_too_old
from inbox_app.queries.attachments import to_attachment_view
from inbox_app.queries.fact_changes import read_changes
from inbox_app.queries.reading import AnyRow, fetch_all, to_iso
from inbox_app.queries.reply_defaults import to_mail_addresses
from inbox_app.queries.side import FORWARDED
from inbox_app.queries.tables import (
    activity,
    agent,
    attachment,
    comment,
    delivery,
    message,
    message_body,
)
from inbox_app.viewmodels.conversation import (
    AttachmentView,
    FactChange,
    QuotePart,
    TimelineItem,
    Waiting,
)

# Only the frame shows the HTML; here it is looked through for what it loads.
SCANNED_HTML = 300_000
# A longer mail is a log, which goes on as it was.
MARKED_LINES = 2_000
_REMOTE_IMAGE = re.compile(
    r"""(?:\bsrc|\bbackground)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


_ON_COMMENTS = (ActivityKind.COMMENT_EDITED, ActivityKind.COMMENT_DELETED)


def _between(table: Table, statement: AnySelect) -> AnySelect:
    return (
        statement.where(
            table.c.conversation_id == bindparam("conversation_id"),
            table.c.position > bindparam("after"),
            table.c.position < bindparam("before"),
        )
        .order_by(table.c.position.desc())
        .limit(bindparam("limit"))
    )


_MESSAGES = _between(
    message,
    select(
        message.c.id,
        message.c.position,
        message.c.direction,
        message.c.author_id,
        message.c.message_id_header,
        message.c.automated,
        message.c.join_reason,
        message.c.join_detail,
        message.c.created_at,
        message_body.c.subject,
        message_body.c.from_name,
        message_body.c.from_address,
        message_body.c.recipients,
        message_body.c.text,
        func.substr(message_body.c.html, 1, SCANNED_HTML).label("html"),
        message_body.c.remarks,
        agent.c.name.label("author_name"),
        agent.c.email.label("author_email"),
        delivery.c.state,
        delivery.c.due_at,
        delivery.c.attempts,
        delivery.c.last_error,
        delivery.c.is_scheduled,
        delivery.c.hold_if_answered,
        delivery.c.held_at,
    )
    .select_from(message)
    .join(message_body, message_body.c.message_id == message.c.id)
    .outerjoin(agent, agent.c.id == message.c.author_id)
    .outerjoin(delivery, delivery.c.message_id == message.c.id),
)
_COMMENTS = _between(
    comment,
    select(
        comment.c.id,
        comment.c.position,
        comment.c.author_id,
        comment.c.html,
        comment.c.created_at,
        comment.c.edited_at,
        comment.c.deleted_at,
        agent.c.name.label("author_name"),
        agent.c.email.label("author_email"),
    ).join_from(comment, agent, agent.c.id == comment.c.author_id),
)
_ACTIVITIES = _between(
    activity,
    select(
        activity.c.id,
        activity.c.position,
        activity.c.kind,
        activity.c.agent_id.label("author_id"),
        activity.c.data,
        activity.c.job_id,
        activity.c.undone_at,
        activity.c.created_at,
        agent.c.name.label("author_name"),
        agent.c.email.label("author_email"),
    )
    .outerjoin_from(activity, agent, agent.c.id == activity.c.agent_id)
    # The comment itself says that it was changed or deleted.
    .where(activity.c.kind.not_in(_ON_COMMENTS)),
)
_ATTACHMENTS = (
    select(
        attachment.c.message_id,
        attachment.c.id,
        attachment.c.filename,
        attachment.c.content_type,
        attachment.c.size,
        attachment.c.is_inline,
        attachment.c.content_id,
    )
    .where(attachment.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(attachment.c.id)
)


def read_items(
    uow: UnitOfWork,
    conversation_id: int,
    *,
    limit: int,
    after: int = 0,
    before: int = 2**31 - 1,
) -> tuple[list[TimelineItem], bool]:
    """Read the newest items between two positions, oldest first.

    The second value tells whether there are older ones in between.
    """
    bounds = {
        "conversation_id": conversation_id,
        "after": after,
        "before": before,
        "limit": limit + 1,
    }
    messages = fetch_all(uow, _MESSAGES, **bounds)
    files = _read_files(uow, messages)
    items = [_message_item(row, files[row.id], uow.now) for row in messages]
    comments = fetch_all(uow, _COMMENTS, **bounds)
    items += [_comment_item(row, uow.now) for row in comments]
    activities = fetch_all(uow, _ACTIVITIES, **bounds)
    changes = read_changes(uow, activities)
    items += [_activity_item(row, changes[row.id], uow.now) for row in activities]
    items.sort(key=lambda item: item["position"])
    return items[-limit:], len(items) > limit


def undo_until(
    state: DeliveryState | None, due_at: datetime, attempts: int, now: datetime
) -> str:
    """Until when a reply can be taken back; empty once it may leave."""
    can_undo = state is DeliveryState.QUEUED and not attempts and due_at > now
    return to_iso(due_at) if can_undo else ""


def _read_files(uow: UnitOfWork, messages: Sequence[AnyRow]) -> dict[int, list[AnyRow]]:
    files: dict[int, list[AnyRow]] = defaultdict(list)
    if messages:
        ids = [row.id for row in messages]
        for row in fetch_all(uow, _ATTACHMENTS, ids=ids):
            files[row.message_id].append(row)
    return files


def _message_item(row: AnyRow, files: Sequence[AnyRow], now: datetime) -> TimelineItem:
    item = _blank_item("message", row)
    is_outbound = row.direction is Direction.OUTBOUND
    name = row.author_name if is_outbound else ""
    name = name or row.from_name or row.from_address
    address = (row.author_email if is_outbound else "") or row.from_address
    # A copy found in the mailbox's own Sent folder never went through our outbox.
    state = row.state or (DeliveryState.SENT if is_outbound else None)
    # Written in our own editor, whose HTML was cut down to its few tags when it was
    # stored: it needs no frame, unless it quotes somebody else's below.
    is_from_editor = (
        row.state is not None
        and len(row.html) < SCANNED_HTML
        and FORWARDED not in row.remarks
    )
    is_framed = bool(row.html) and not is_from_editor
    item.update(
        author_name=name,
        initials=initials("" if name == address else name, address),
        hue=hue(address or name),
        direction=row.direction.value,
        from_address=row.from_address,
        to=to_mail_addresses(row.recipients.get("to")),
        cc=to_mail_addresses(row.recipients.get("cc")),
        # Bcc is known of our own mail alone, and the team may see it.
        bcc=to_mail_addresses(row.recipients.get("bcc")),
        subject=row.subject,
        parts=[] if row.html else _parts(row.text),
        html=row.html if is_from_editor else "",
        frame_url=f"/mail/{row.id}" if is_framed else "",
        has_remote_images=is_framed and _REMOTE_IMAGE.search(row.html) is not None,
        attachments=_listed(files, row.html),
        remarks=_remarks(row),
        delivery=state.value if state else "",
        delivery_error=row.last_error or "",
        **_waiting(row, now),
        join_reason=f"join.{row.join_reason.value}",
        join_detail=row.join_detail,
        message_id_header=row.message_id_header,
    )
    return item


def _waiting(row: AnyRow, now: datetime) -> Waiting:
    """How long it stays here: for a moment of grace, or until a time of its own."""
    is_scheduled = row.state is DeliveryState.QUEUED and row.is_scheduled
    if not is_scheduled or row.attempts:
        until = undo_until(row.state, row.due_at, row.attempts, now)
        return Waiting(
            undo_until=until, scheduled_for="", holds_if_answered=False, is_held=False
        )
    return Waiting(
        undo_until="",
        scheduled_for=to_iso(row.due_at),
        holds_if_answered=row.hold_if_answered,
        is_held=row.held_at is not None,
    )


def _comment_item(row: AnyRow, now: datetime) -> TimelineItem:
    item = _blank_item("comment", row)
    ends_at = row.created_at + COMMENT_EDITABLE_FOR
    is_editable = row.deleted_at is None and now <= ends_at
    item["html"] = row.html
    item["editable_until"] = to_iso(ends_at) if is_editable else ""
    item["is_edited"] = row.edited_at is not None and row.deleted_at is None
    item["is_deleted"] = row.deleted_at is not None
    return item


def _activity_item(
    row: AnyRow, changes: list[FactChange], now: datetime
) -> TimelineItem:
    item = _blank_item("activity", row)
    data = row.data
    item.update(
        activity=f"activity.{row.kind.value}",
        values={
            name: "" if value is None else str(value)
            for name, value in data.items()
            if name not in {"was", "is"}
        },
        changes=changes,
        can_undo=(
            (bool(data.get("was")) or "rule_was" in data)
            and row.undone_at is None
            and not is_too_old(row.created_at, now)
        ),
        is_undone=row.undone_at is not None,
        job_id=row.job_id or 0,
    )
    return item


def _blank_item(kind: str, row: AnyRow) -> TimelineItem:
    name = row.author_name or ""
    return TimelineItem(
        key=f"{kind[0]}{row.id}",
        kind=kind,
        id=row.id,
        position=row.position,
        at=to_iso(row.created_at),
        author_id=row.author_id or 0,
        author_name=name,
        initials=initials(name, row.author_email or "") if name else "",
        hue=hue(row.author_email or name),
        direction="",
        from_address="",
        to=[],
        cc=[],
        bcc=[],
        subject="",
        parts=[],
        html="",
        editable_until="",
        is_edited=False,
        is_deleted=False,
        frame_url="",
        has_remote_images=False,
        attachments=[],
        remarks=[],
        delivery="",
        delivery_error="",
        undo_until="",
        scheduled_for="",
        holds_if_answered=False,
        is_held=False,
        join_reason="",
        join_detail="",
        message_id_header="",
        activity="",
        values={},
        changes=[],
        can_undo=False,
        is_undone=False,
        job_id=0,
    )


def _parts(text: str) -> list[QuotePart]:
    return [QuotePart(text=run, is_quote=is_quote) for run, is_quote in _runs(text)]


@lru_cache(maxsize=512)
def _runs(text: str) -> tuple[tuple[str, bool], ...]:
    # Cached, since a conversation is read again at each change of it.
    lines = text.splitlines()
    kinds = mark_lines(lines[:MARKED_LINES])
    kinds += kinds[-1:] * (len(lines) - len(kinds))
    runs = groupby(
        zip(lines, kinds, strict=True), key=lambda line: line[1] is LineKind.QUOTE
    )
    return tuple(
        ("\n".join(line for line, _ in run).strip("\n"), is_quote)
        for is_quote, run in runs
    )


def _listed(files: Sequence[AnyRow], html: str) -> list[AttachmentView]:
    # An image that the mail shows in its text is not listed once more below.
    return [
        to_attachment_view(row)
        for row in files
        if not (row.is_inline and html and _is_shown(row.content_id, html))
    ]


def _is_shown(content_id: str, html: str) -> bool:
    # What lies beyond the scanned beginning is taken at the mail's word.
    return not content_id or content_id in html or len(html) == SCANNED_HTML


def _remarks(row: AnyRow) -> list[str]:
    marks = [row.automated] if row.automated else []
    return [f"remark.{mark.removeprefix('remark.')}" for mark in [*row.remarks, *marks]]
