"""The Mentions view: conversations in which the agent was named, newest first."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select, tuple_

from inbox_app.db.access import visible_inboxes
from inbox_app.db.search import AnySelect
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.enums import Folder
from inbox_app.models.types import UtcDateTime
from inbox_app.queries.conversation_rows import read_rows
from inbox_app.queries.cursors import Place, write_cursor
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one, to_iso
from inbox_app.queries.tables import conversation, mention
from inbox_app.viewmodels.conversation import ConversationPage, ConversationRow

PAGE_ROWS = 50
# What a badge can say; counting goes no further.
MAX_UNREAD = 1000
# Spam and trash are quiet.
_FOLDERS = (Folder.OPEN, Folder.CLOSED)


def list_mentions(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, place: Place | None
) -> ConversationPage:
    """Read a page of conversations by the newest mention of the actor in each."""
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
        next_cursor=write_cursor(Place(page[-1].created_at, page[-1].conversation_id))
        if has_more
        else "",
        total=-1,
        is_total_capped=False,
    )


def read_mention_rows(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter, ids: Sequence[int]
) -> list[ConversationRow]:
    """Read those of these conversations in which the actor was named."""
    statement = _ordered(
        _base(actor, wanted.inbox_id), oldest_first=wanted.oldest_first
    )
    among = statement.where(mention.c.conversation_id.in_(ids)).limit(len(ids))
    return _to_rows(uow, actor, fetch_all(uow, among))


def find_mentioned_ids(
    uow: UnitOfWork, actor: Actor, wanted: ConversationFilter
) -> list[int]:
    """Take down every conversation of the view at this moment."""
    found = fetch_all(uow, _base(actor, wanted.inbox_id))
    return list(dict.fromkeys(row.conversation_id for row in found))


def count_unread_mentions(uow: UnitOfWork, actor: Actor, inbox_id: int | None) -> int:
    """Count conversations with a mention of the actor that they have not seen."""
    row = fetch_one(uow, _unread_statement(actor, inbox_id))
    return 0 if row is None else int(row[0])


@lru_cache(maxsize=256)
def _unread_statement(actor: Actor, inbox_id: int | None) -> AnySelect:
    unseen = (
        select(mention.c.conversation_id)
        .join(conversation, conversation.c.id == mention.c.conversation_id)
        .where(
            mention.c.agent_id == actor.agent_id,
            mention.c.read_at.is_(None),
            *_shown(actor, inbox_id),
        )
        .distinct()
        .limit(MAX_UNREAD)
    )
    return select(func.count()).select_from(unseen.subquery())


@lru_cache(maxsize=64)
def _page_statement(
    actor: Actor, inbox_id: int | None, *, oldest_first: bool, is_continued: bool
) -> AnySelect:
    statement = _ordered(_base(actor, inbox_id), oldest_first=oldest_first)
    if is_continued:
        here = tuple_(mention.c.created_at, mention.c.conversation_id)
        cursor = tuple_(bindparam("at", type_=UtcDateTime()), bindparam("id"))
        statement = statement.where(here > cursor if oldest_first else here < cursor)
    return statement


def _ordered(statement: AnySelect, *, oldest_first: bool) -> AnySelect:
    by: tuple[ColumnElement[Any], ...] = (
        mention.c.created_at,
        mention.c.conversation_id,
    )
    return statement.order_by(
        *(column if oldest_first else column.desc() for column in by)
    ).limit(PAGE_ROWS + 1)


def _base(actor: Actor, inbox_id: int | None) -> AnySelect:
    later = mention.alias("later")
    is_older = exists().where(
        later.c.agent_id == mention.c.agent_id,
        later.c.conversation_id == mention.c.conversation_id,
        tuple_(later.c.created_at, later.c.id)
        > tuple_(mention.c.created_at, mention.c.id),
    )
    return (
        select(mention.c.conversation_id, mention.c.created_at)
        .select_from(mention)
        .join(conversation, conversation.c.id == mention.c.conversation_id)
        .where(
            mention.c.agent_id == actor.agent_id, ~is_older, *_shown(actor, inbox_id)
        )
    )


def _shown(actor: Actor, inbox_id: int | None) -> list[ColumnElement[bool]]:
    c = conversation.c
    found = [c.folder.in_(_FOLDERS), visible_inboxes(actor, c.inbox_id)]
    return found if inbox_id is None else [*found, c.inbox_id == inbox_id]


def _to_rows(
    uow: UnitOfWork, actor: Actor, found: Sequence[AnyRow]
) -> list[ConversationRow]:
    times = {row.conversation_id: to_iso(row.created_at) for row in found}
    rows = read_rows(uow, actor, list(times))
    for row in rows:
        row["at"] = row["sort_at"] = times[row["id"]]
    return rows
