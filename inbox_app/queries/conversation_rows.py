"""The rows of every list: all that one shows, for ids that were found elsewhere."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, func, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.person import hue, initials
from inbox_app.domain.retention import Retention, find_purge_time
from inbox_app.domain.snooze import write_moment
from inbox_app.queries.list_scope import is_unread_by
from inbox_app.queries.reading import AnyRow, fetch_all, to_iso
from inbox_app.queries.retention import read_retention
from inbox_app.queries.tables import agent, conversation, draft
from inbox_app.queries.triage import read_tags
from inbox_app.viewmodels.conversation import ConversationRow
from inbox_app.viewmodels.triage import TagView

_c = conversation.c
_ROWS = (
    select(
        _c.id,
        _c.inbox_id,
        _c.contact_name,
        _c.contact_address,
        _c.participant_count,
        _c.subject,
        _c.preview,
        _c.preview_kind,
        _c.preview_by,
        _c.last_message_at,
        _c.closed_at,
        _c.channel_kind,
        _c.has_attachments,
        func.coalesce(_c.assignee_id, 0).label("assignee_id"),
        func.coalesce(agent.c.name, "").label("assignee_name"),
        func.coalesce(agent.c.email, "").label("assignee_email"),
        _c.folder,
        _c.filtered_reason,
        _c.priority,
        _c.snoozed_until,
        _c.tag_ids,
        _c.filtered_at,
        _c.trashed_at,
        _c.is_kept,
        _c.waiting_since,
        is_unread_by(bindparam("agent_id")).label("is_unread"),
    )
    .outerjoin_from(conversation, agent, agent.c.id == _c.assignee_id)
    .where(_c.id.in_(bindparam("ids", expanding=True)))
)
_DRAFTS = (
    select(draft.c.conversation_id, draft.c.agent_id, agent.c.name)
    .join_from(draft, agent, agent.c.id == draft.c.agent_id)
    .where(draft.c.conversation_id.in_(bindparam("ids", expanding=True)))
    .order_by(draft.c.updated_at)
)


def read_rows(
    uow: UnitOfWork, actor: Actor, conversation_ids: Sequence[int]
) -> list[ConversationRow]:
    """Read rows in the order of the ids.

    The ids come from a statement that was kept inside what the actor may see.
    """
    if not conversation_ids:
        return []
    ids = list(conversation_ids)
    found = fetch_all(uow, _ROWS, ids=ids, agent_id=actor.agent_id)
    drafts = _read_drafts(uow, actor, ids)
    carried = {number for row in found for number in row.tag_ids}
    tags = {tag["id"]: tag for tag in read_tags(uow, carried)}
    retention = read_retention(uow, *{row.folder for row in found})
    rows = {
        row.id: _to_row(row, drafts.get(row.id, ""), tags, retention) for row in found
    }
    return [rows[number] for number in ids if number in rows]


def _read_drafts(uow: UnitOfWork, actor: Actor, ids: list[int]) -> dict[int, str]:
    drafts: dict[int, str] = {}
    for conversation_id, agent_id, name in fetch_all(uow, _DRAFTS, ids=ids):
        if agent_id == actor.agent_id:
            drafts[conversation_id] = "mine"
        elif drafts.get(conversation_id) != "mine":
            drafts[conversation_id] = name
    return drafts


def _to_row(
    row: AnyRow, draft_of: str, tags: Mapping[int, TagView], retention: Retention
) -> ConversationRow:
    name = row.contact_name or row.contact_address
    return ConversationRow(
        key=str(row.id),
        id=row.id,
        inbox_id=row.inbox_id,
        name=name,
        address=row.contact_address,
        initials=initials(row.contact_name, row.contact_address),
        hue=hue(row.contact_address or name),
        others=max(row.participant_count - 1, 0),
        subject=row.subject,
        preview=row.preview,
        preview_kind=row.preview_kind.value,
        preview_by=row.preview_by.partition(" ")[0],
        at=to_iso(row.last_message_at),
        sort_at=to_iso(row.last_message_at),
        channel_kind=row.channel_kind.value,
        is_unread=bool(row.is_unread),
        has_attachments=bool(row.has_attachments),
        draft=draft_of,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        assignee_initials=initials(row.assignee_name, row.assignee_email)
        if row.assignee_id
        else "",
        folder=row.folder,
        filtered_reason=row.filtered_reason.value if row.filtered_reason else "",
        priority=row.priority.value,
        snoozed_until=write_moment(row.snoozed_until),
        tags=_sorted_tags(row.tag_ids, tags),
        purge_at=to_iso(find_purge_time(retention, row)),
        waiting_since=to_iso(row.waiting_since),
        delivery="",
        match=[],
        subject_match=[],
        match_item="",
    )


def _sorted_tags(ids: Sequence[int], tags: Mapping[int, TagView]) -> list[TagView]:
    carried = [tags[number] for number in ids if number in tags]
    return sorted(carried, key=lambda tag: tag["name"].casefold())
