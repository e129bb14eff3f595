"""One open conversation: its head, its items, and what a reply starts from."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select

from inbox_app.db.access import access_conversation, access_message
from inbox_app.db.search import AnySelect
from inbox_app.db.sender_lists import read_standing
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.editor_html import image_ids
from inbox_app.domain.enums import Direction, DraftKind
from inbox_app.domain.errors import MessageNotFoundError
from inbox_app.domain.person import hue, initials
from inbox_app.domain.retention import find_purge_time
from inbox_app.domain.snooze import write_moment
from inbox_app.models import Conversation
from inbox_app.queries.attachments import to_attachment_view
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one, to_iso
from inbox_app.queries.reply_defaults import read_reply_defaults, to_mail_addresses
from inbox_app.queries.retention import read_retention
from inbox_app.queries.side import is_side
from inbox_app.queries.tables import (
    agent,
    attachment,
    channel,
    contact,
    conversation,
    delivery,
    draft,
    inbox,
    message,
    message_body,
    participant,
    read_mark,
    team,
)
from inbox_app.queries.timeline import read_items, undo_until
from inbox_app.queries.triage import read_tags
from inbox_app.viewmodels.conversation import (
    ContactCard,
    ConversationHead,
    ConversationView,
    DeliveryView,
    DraftView,
    ItemsSince,
    MailAddress,
    RecipientDefaults,
    TimelineItem,
)

PAGE_ITEMS = 30
MAX_ITEMS_SINCE = 500
MAX_DELIVERIES = 50
MAX_PARTICIPANTS = 200
# A contact with more has more than anybody wants to know exactly.
MAX_COUNTED = 1000

_HEAD = (
    select(
        inbox.c.name.label("inbox_name"),
        agent.c.name.label("assignee_name"),
        agent.c.email.label("assignee_email"),
        team.c.name.label("team_name"),
        channel.c.address.label("channel_address"),
        channel.c.signature_html,
        contact.c.name.label("contact_name"),
        contact.c.created_at.label("first_seen_at"),
    )
    .select_from(conversation)
    .join(inbox, inbox.c.id == conversation.c.inbox_id)
    .outerjoin(agent, agent.c.id == conversation.c.assignee_id)
    .outerjoin(team, team.c.id == conversation.c.team_id)
    .outerjoin(channel, channel.c.id == conversation.c.channel_id)
    .outerjoin(contact, contact.c.id == conversation.c.contact_id)
    .where(conversation.c.id == bindparam("conversation_id"))
)
_PARTICIPANTS = (
    select(participant.c.name, participant.c.address)
    .where(participant.c.conversation_id == bindparam("conversation_id"))
    .order_by(participant.c.id)
    .limit(MAX_PARTICIPANTS)
)
_DRAFTS = select(
    draft.c.kind, draft.c.html, draft.c.recipients, draft.c.updated_at
).where(
    draft.c.conversation_id == bindparam("conversation_id"),
    draft.c.agent_id == bindparam("agent_id"),
)
_DRAFT_FILES = (
    select(
        attachment.c.id,
        attachment.c.filename,
        attachment.c.content_type,
        attachment.c.size,
    )
    .where(
        attachment.c.conversation_id == bindparam("conversation_id"),
        attachment.c.uploader_id == bindparam("agent_id"),
        attachment.c.message_id.is_(None),
        attachment.c.draft_kind.is_(None),
    )
    .order_by(attachment.c.id)
)
_SIGNATURE = select(agent.c.signature_html).where(agent.c.id == bindparam("agent_id"))
_READ_MARK = select(read_mark.c.position).where(
    read_mark.c.conversation_id == bindparam("conversation_id"),
    read_mark.c.agent_id == bindparam("agent_id"),
)
_DELIVERIES = (
    select(
        delivery.c.message_id,
        delivery.c.state,
        delivery.c.last_error,
        delivery.c.due_at,
        delivery.c.attempts,
    )
    .join_from(message, delivery, delivery.c.message_id == message.c.id)
    .where(
        message.c.conversation_id == bindparam("conversation_id"),
        message.c.direction == Direction.OUTBOUND,
    )
    .order_by(message.c.position.desc())
    .limit(MAX_DELIVERIES)
)


def read_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> ConversationView:
    """Open a conversation: all but its older items.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    found = access_conversation(uow, actor, conversation_id)
    facts = fetch_one(uow, _HEAD, conversation_id=conversation_id)
    assert facts is not None
    items, has_older = read_items(uow, conversation_id, limit=PAGE_ITEMS)
    recipients = read_reply_defaults(uow, found)
    drafts = _read_drafts(uow, actor, conversation_id, recipients)
    own = fetch_one(uow, _SIGNATURE, agent_id=actor.agent_id)
    return ConversationView(
        head=_to_head(uow, actor, found, facts),
        items=items,
        has_older=has_older,
        first_unread=_first_unread(uow, actor, found, items),
        recipients=recipients,
        reply_draft=drafts[DraftKind.REPLY],
        comment_draft=drafts[DraftKind.COMMENT],
        signature_html=(own.signature_html if own else "")
        or facts.signature_html
        or "",
    )


def read_older_items(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, before: int
) -> tuple[list[TimelineItem], bool]:
    """Read the items before a position, and whether there are more before them.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    access_conversation(uow, actor, conversation_id)
    return read_items(uow, conversation_id, before=before, limit=PAGE_ITEMS)


def read_items_since(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, position: int
) -> ItemsSince:
    """Read what a tab has missed: items after a position, and all deliveries.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    found = access_conversation(uow, actor, conversation_id)
    facts = fetch_one(uow, _HEAD, conversation_id=conversation_id)
    assert facts is not None
    items, has_gap = read_items(
        uow, conversation_id, after=position, limit=MAX_ITEMS_SINCE
    )
    return ItemsSince(
        head=_to_head(uow, actor, found, facts),
        items=items,
        has_gap=has_gap,
        deliveries=[
            DeliveryView(
                key=f"m{row.message_id}",
                delivery=row.state.value,
                delivery_error=row.last_error,
                undo_until=undo_until(row.state, row.due_at, row.attempts, uow.now),
            )
            for row in fetch_all(uow, _DELIVERIES, conversation_id=conversation_id)
        ],
    )


def read_message_source(uow: UnitOfWork, actor: Actor, message_id: int) -> str:
    """Find the blob that holds a message as it came in.

    Raises:
        MessageNotFoundError: it is gone, not theirs, or was never mail.
    """
    access_message(uow, actor, message_id)
    row = fetch_one(
        uow,
        select(message_body.c.raw_key).where(message_body.c.message_id == message_id),
    )
    if row is None or not row.raw_key:
        raise MessageNotFoundError
    return row.raw_key


def _first_unread(
    uow: UnitOfWork, actor: Actor, found: Conversation, items: list[TimelineItem]
) -> str:
    mark = fetch_one(uow, _READ_MARK, conversation_id=found.id, agent_id=actor.agent_id)
    read_to = mark.position if mark else 0
    if found.last_inbound_position <= read_to:
        return ""
    unread = [
        item["key"]
        for item in items
        if item["position"] > read_to and item["direction"] == Direction.INBOUND
    ]
    if not unread:
        return ""
    # Who never looked in begins with the newest, not with an old story.
    return unread[0] if mark else unread[-1]


def _to_head(
    uow: UnitOfWork, actor: Actor, found: Conversation, facts: AnyRow
) -> ConversationHead:
    assert found.id is not None
    assert found.folder is not None
    assignee_name = facts.assignee_name or ""
    standing = read_standing(uow, normalise_address(found.contact_address))
    return ConversationHead(
        id=found.id,
        inbox_id=found.inbox_id,
        inbox_name=facts.inbox_name,
        subject=found.subject,
        status=found.status.value,
        folder=found.folder,
        filtered_reason=found.filtered_reason.value if found.filtered_reason else "",
        sender_rule=standing.kind.value if standing else "",
        sender_pattern=standing.pattern if standing else "",
        purge_at=to_iso(find_purge_time(read_retention(uow, found.folder), found)),
        assignee_id=found.assignee_id or 0,
        assignee_name=assignee_name,
        assignee_initials=initials(assignee_name, facts.assignee_email)
        if assignee_name
        else "",
        team_id=found.team_id or 0,
        team_name=facts.team_name or "",
        priority=found.priority.value,
        snoozed_until=write_moment(found.snoozed_until),
        tags=read_tags(uow, found.tag_ids),
        merged_into_id=found.merged_into_id or 0,
        parent_id=found.parent_id or 0,
        channel_kind=found.channel_kind.value,
        channel_address=facts.channel_address or "",
        version=found.version,
        last_position=found.last_position,
        is_member=found.inbox_id in actor.inbox_ids,
        continues_id=found.continues_id or 0,
        side_of=(found.parent_id or 0) if is_side(uow, found) else 0,
        contact=_to_contact(uow, actor, found, facts),
        participants=[
            MailAddress(name=row.name, address=row.address)
            for row in fetch_all(uow, _PARTICIPANTS, conversation_id=found.id)
        ],
    )


def _to_contact(
    uow: UnitOfWork, actor: Actor, found: Conversation, facts: AnyRow
) -> ContactCard:
    name = facts.contact_name or found.contact_name
    count = 0
    if found.contact_id is not None:
        inboxes = None if actor.is_admin else actor.inbox_ids
        row = fetch_one(
            uow, _contact_count_statement(inboxes), contact_id=found.contact_id
        )
        count = int(row[0]) if row else 0
    return ContactCard(
        id=found.contact_id or 0,
        name=name or found.contact_address,
        address=found.contact_address,
        initials=initials(name, found.contact_address),
        hue=hue(found.contact_address or name),
        first_seen_at=to_iso(facts.first_seen_at or found.created_at),
        conversation_count=count,
    )


@lru_cache(maxsize=256)
def _contact_count_statement(inbox_ids: frozenset[int] | None) -> AnySelect:
    some = select(conversation.c.id).where(
        conversation.c.contact_id == bindparam("contact_id")
    )
    if inbox_ids is not None:
        some = some.where(conversation.c.inbox_id.in_(sorted(inbox_ids)))
    return select(func.count()).select_from(some.limit(MAX_COUNTED).subquery())


def _read_drafts(
    uow: UnitOfWork, actor: Actor, conversation_id: int, defaults: RecipientDefaults
) -> dict[DraftKind, DraftView]:
    whose = {"conversation_id": conversation_id, "agent_id": actor.agent_id}
    drafts = {
        kind: DraftView(html="", recipients=None, attachments=[], updated_at="")
        for kind in DraftKind
    }
    for row in fetch_all(uow, _DRAFTS, **whose):
        drafts[row.kind] = DraftView(
            html=row.html,
            recipients=_chosen(row.recipients, defaults),
            attachments=[],
            updated_at=to_iso(row.updated_at),
        )
    reply = drafts[DraftKind.REPLY]
    shown = set(image_ids(reply["html"]))
    reply["attachments"] = [
        to_attachment_view(row)
        for row in fetch_all(uow, _DRAFT_FILES, **whose)
        if row.id not in shown
    ]
    return drafts


def _chosen(
    stored: dict[str, Any] | None, defaults: RecipientDefaults
) -> RecipientDefaults | None:
    if not stored:
        return None
    return {
        **defaults,
        "to": to_mail_addresses(stored.get("to")),
        "cc": to_mail_addresses(stored.get("cc")),
        "bcc": to_mail_addresses(stored.get("bcc")),
    }
