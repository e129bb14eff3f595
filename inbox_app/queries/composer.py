"""What the composer starts from: the senders there are, and the draft kept so far."""

from typing import Any

from sqlalchemy import bindparam, select

from inbox_app.db.search import AnySelect
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import image_ids
from inbox_app.domain.enums import ChannelKind, DraftKind
from inbox_app.domain.errors import NotAllowedError
from inbox_app.queries.attachments import to_attachment_view
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one, to_iso
from inbox_app.queries.reply_defaults import to_mail_addresses
from inbox_app.queries.tables import agent, attachment, channel, draft, inbox
from inbox_app.viewmodels.composer import ComposedTo, ComposerView, SenderChoice
from inbox_app.viewmodels.conversation import AttachmentView

_SIGNATURE = select(agent.c.signature_html).where(agent.c.id == bindparam("agent_id"))
_CHANNELS = (
    select(
        channel.c.id,
        channel.c.inbox_id,
        channel.c.address,
        channel.c.signature_html,
        inbox.c.name.label("inbox_name"),
    )
    .join_from(channel, inbox, inbox.c.id == channel.c.inbox_id)
    .where(
        channel.c.kind == ChannelKind.EMAIL,
        channel.c.inbox_id.in_(bindparam("inbox_ids", expanding=True)),
    )
    .order_by(inbox.c.name, channel.c.id)
)


def read_compose(uow: UnitOfWork, actor: Actor, *, inbox_id: int) -> ComposerView:
    """Read the draft of a new conversation, or start one in this inbox.

    Raises:
        NotAllowedError: this actor may not write to whom they like.
    """
    if not actor.may(Permission.COMPOSE):
        raise NotAllowedError
    channels = _read_channels(uow, actor.inbox_ids)
    preferred = [row.id for row in channels if row.inbox_id == inbox_id]
    kept = read_kept(uow, actor, DraftKind.COMPOSE, None)
    return make_view(uow, actor, kept, channels, preferred)


def read_kept(
    uow: UnitOfWork, actor: Actor, kind: DraftKind, conversation_id: int | None
) -> AnyRow | None:
    """Read the stored draft of the composer."""
    statement = select(draft).where(
        draft.c.agent_id == actor.agent_id,
        draft.c.kind == kind,
        draft.c.conversation_id.is_(None)
        if conversation_id is None
        else draft.c.conversation_id == conversation_id,
    )
    return fetch_one(uow, statement)


def read_senders(uow: UnitOfWork, actor: Actor, inbox_id: int) -> list[AnyRow]:
    """Read the email channels of one inbox that the actor may write from."""
    return _read_channels(uow, actor.inbox_ids & {inbox_id})


def make_view(
    uow: UnitOfWork,
    actor: Actor,
    kept: AnyRow | None,
    channels: list[AnyRow],
    preferred: list[int],
    *,
    subject: str = "",
    message_count: int = 0,
    forwarded_files: list[AttachmentView] | None = None,
    left_out: list[int] | None = None,
) -> ComposerView:
    """Put a draft, or the start of one, together."""
    own = fetch_one(uow, _SIGNATURE, agent_id=actor.agent_id)
    signature = own.signature_html if own else ""
    usable = [row.id for row in channels]
    wished = [kept.channel_id] if kept and kept.channel_id in usable else []
    return ComposerView(
        channels=[_to_choice(row, signature) for row in channels],
        channel_id=next(iter([*wished, *preferred, *usable]), 0),
        subject=kept.subject if kept else subject,
        recipients=_to_recipients(kept.recipients if kept else None),
        html=kept.html if kept else "",
        is_stored=kept is not None,
        attachments=_read_files(uow, actor, kept) if kept else [],
        updated_at=to_iso(kept.updated_at) if kept else "",
        message_id=0,
        message_count=message_count,
        forwarded_files=forwarded_files or [],
        left_out=left_out or [],
    )


def _read_channels(uow: UnitOfWork, inbox_ids: frozenset[int]) -> list[AnyRow]:
    return list(fetch_all(uow, _CHANNELS, inbox_ids=sorted(inbox_ids)))


def _read_files(uow: UnitOfWork, actor: Actor, kept: AnyRow) -> list[AttachmentView]:
    shown = set(image_ids(kept.html))
    rows = fetch_all(uow, _files_of(kept), agent_id=actor.agent_id)
    return [to_attachment_view(row) for row in rows if row.id not in shown]


def _files_of(kept: AnyRow) -> AnySelect:
    c = attachment.c
    return (
        select(c.id, c.filename, c.content_type, c.size)
        .where(
            c.uploader_id == bindparam("agent_id"),
            c.message_id.is_(None),
            c.draft_kind == kept.kind,
            c.conversation_id.is_(None)
            if kept.conversation_id is None
            else c.conversation_id == kept.conversation_id,
        )
        .order_by(c.id)
    )


def _to_choice(row: AnyRow, signature: str) -> SenderChoice:
    return SenderChoice(
        id=row.id,
        address=row.address,
        inbox_name=row.inbox_name,
        signature_html=signature or row.signature_html or "",
    )


def _to_recipients(stored: dict[str, Any] | None) -> ComposedTo:
    stored = stored or {}
    return ComposedTo(
        to=to_mail_addresses(stored.get("to")),
        cc=to_mail_addresses(stored.get("cc")),
        bcc=to_mail_addresses(stored.get("bcc")),
    )
