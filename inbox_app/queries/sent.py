"""The Sent view: one row for each outgoing message, newest first."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, tuple_

from inbox_app.db.access import visible_inboxes
from inbox_app.db.search import AnySelect
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.enums import DeliveryState, Direction, Folder
from inbox_app.models.types import UtcDateTime
from inbox_app.queries.conversation_rows import read_rows
from inbox_app.queries.cursors import Place, write_cursor
from inbox_app.queries.reading import AnyRow, fetch_all, to_iso
from inbox_app.queries.tables import (
    agent,
    conversation,
    delivery,
    message,
    message_body,
)
from inbox_app.viewmodels.conversation import ConversationPage, ConversationRow

PAGE_ROWS = 50
PREVIEW_LENGTH = 200


def list_sent(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, place: Place | None
) -> ConversationPage:
    """Read a page of sent mail; what lies in the trash is left out."""
    statement = _page_statement(
        actor,
        wanted.inbox_id,
        oldest_first=wanted.oldest_first,
        is_continued=place is not None,
    )
    after = {"at": place.at, "id": place.id} if place else {}
    found = fetch_all(uow, statement, **after)
    page = found[:PAGE_ROWS]
    has_more = len(found) > PAGE_ROWS
    return ConversationPage(
        rows=_to_rows(uow, actor, page),
        next_cursor=write_cursor(Place(page[-1].created_at, page[-1].message_id))
        if has_more
        else "",
        total=-1,
        is_total_capped=False,
    )


def read_sent_rows(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, ids: Sequence[int]
) -> list[ConversationRow]:
    """Read the newest sent messages of these conversations."""
    statement = _ordered(
        _base(actor, wanted.inbox_id), oldest_first=wanted.oldest_first
    ).where(message.c.conversation_id.in_(ids))
    return _to_rows(uow, actor, fetch_all(uow, statement))


def find_sent_ids(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter
) -> list[int]:
    """Find every conversation that has a row in this list."""
    found = _base(actor, wanted.inbox_id).subquery()
    statement = select(found.c.conversation_id).distinct()
    return [row.conversation_id for row in fetch_all(uow, statement)]


@lru_cache(maxsize=64)
def _page_statement(
    actor: Actor, inbox_id: int | None, *, oldest_first: bool, is_continued: bool
) -> AnySelect:
    statement = _ordered(_base(actor, inbox_id), oldest_first=oldest_first)
    if is_continued:
        here = tuple_(message.c.created_at, message.c.id)
        cursor = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("id"))
        statement = statement.where(here > cursor if oldest_first else here < cursor)
    return statement


def _ordered(statement: AnySelect, *, oldest_first: bool) -> AnySelect:
    by: tuple[ColumnElement[Any], ...] = (message.c.created_at, message.c.id)
    return statement.order_by(
        *(column if oldest_first else column.desc() for column in by)
    ).limit(PAGE_ROWS + 1)


def _base(actor: Actor, inbox_id: int | None) -> AnySelect:
    statement = (
        select(
            message.c.id.label("message_id"),
            message.c.conversation_id,
            message.c.created_at,
            message_body.c.subject,
            func.substr(message_body.c.reply_text, 1, PREVIEW_LENGTH * 2).label("text"),
            func.coalesce(agent.c.name, "").label("author_name"),
            delivery.c.state,
        )
        .select_from(message)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .join(message_body, message_body.c.message_id == message.c.id)
        .outerjoin(agent, agent.c.id == message.c.author_id)
        .outerjoin(delivery, delivery.c.message_id == message.c.id)
        .where(
            message.c.direction == Direction.OUTBOUND,
            conversation.c.folder != Folder.TRASH,
            visible_inboxes(actor, conversation.c.inbox_id),
        )
    )
    if inbox_id is not None:
        statement = statement.where(conversation.c.inbox_id == inbox_id)
    return statement


def _to_rows(
    uow: UnitOfWork, actor: Actor, found: Sequence[AnyRow]
) -> list[ConversationRow]:
    ids = list(dict.fromkeys(row.conversation_id for row in found))
    conversations = {row["id"]: row for row in read_rows(uow, actor, ids)}
    return [
        _to_row(row, conversations[row.conversation_id])
        for row in found
        if row.conversation_id in conversations
    ]


def _to_row(row: AnyRow, of: ConversationRow) -> ConversationRow:
    at = to_iso(row.created_at)
    # A copy found in the mailbox's own Sent folder never went through our outbox.
    state: DeliveryState = row.state or DeliveryState.SENT
    return {
        **of,
        "key": f"m{row.message_id}",
        "subject": row.subject,
        "preview": " ".join(row.text.split())[:PREVIEW_LENGTH],
        "preview_kind": "outbound",
        "preview_by": row.author_name.partition(" ")[0],
        "at": at,
        "sort_at": at,
        "is_unread": False,
        "delivery": state.value,
    }
