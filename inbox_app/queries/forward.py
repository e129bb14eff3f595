"""What a forward starts from: its subject, and the files that could go along."""

from sqlalchemy import bindparam, select

from inbox_app.db.access import access_conversation_to, access_message
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import DeliveryState, DraftKind
from inbox_app.domain.errors import MessageNotFoundError
from inbox_app.domain.subjects import forward_subject
from inbox_app.queries.attachments import to_attachment_view
from inbox_app.queries.composer import make_view, read_kept, read_senders
from inbox_app.queries.reading import AnyRow, fetch_all
from inbox_app.queries.tables import attachment, delivery, message, message_body
from inbox_app.viewmodels.composer import ComposerView

# As many as the service puts into one mail.
MOST_MESSAGES = 100

_MESSAGES = (
    select(message.c.id, message_body.c.subject)
    .select_from(message)
    .join(message_body, message_body.c.message_id == message.c.id)
    .outerjoin(delivery, delivery.c.message_id == message.c.id)
    .where(
        message.c.conversation_id == bindparam("conversation_id"),
        delivery.c.state.is_(None)
        | delivery.c.state.in_([DeliveryState.SENT, DeliveryState.BOUNCED]),
    )
    .order_by(message.c.position.desc())
    .limit(MOST_MESSAGES)
)
_ONE_MESSAGE = _MESSAGES.where(message.c.id == bindparam("message_id"))
_FILES = (
    select(
        attachment.c.id,
        attachment.c.filename,
        attachment.c.content_type,
        attachment.c.size,
        attachment.c.is_inline,
        attachment.c.content_id,
        attachment.c.message_id,
    )
    .where(attachment.c.message_id.in_(bindparam("ids", expanding=True)))
    .order_by(attachment.c.id)
)
_HTML = select(message_body.c.message_id, message_body.c.html).where(
    message_body.c.message_id.in_(bindparam("ids", expanding=True))
)


def read_forward(
    uow: UnitOfWork, actor: Actor, conversation_id: int, message_id: int | None
) -> ComposerView:
    """Read the forward begun in a conversation, or start one.

    `message_id` is what to forward, 0 for all messages, None for what the kept
    draft is about.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        MessageNotFoundError: it is gone, or there is none to forward.
    """
    found = access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    kept = read_kept(uow, actor, DraftKind.FORWARD, conversation_id)
    stored = (kept.forwards if kept else None) or {}
    kept_id = int(stored.get("message_id", 0))
    wanted = kept_id if message_id is None else message_id
    messages = _read_messages(uow, actor, conversation_id, wanted)
    files = _read_files(uow, messages)
    known = {file.id for file in files}
    is_same = kept is not None and wanted == kept_id
    left_out = [n for n in stored.get("left_out", []) if n in known] if is_same else []
    subject = forward_subject(messages[0].subject or found.subject)
    view = make_view(
        uow,
        actor,
        kept,
        read_senders(uow, actor, found.inbox_id),
        [found.channel_id or 0],
        subject=subject,
        message_count=len(messages),
        forwarded_files=[to_attachment_view(file) for file in files],
        left_out=left_out,
    )
    if not is_same:
        view["subject"] = subject
    view["message_id"] = wanted
    return view


def _read_messages(
    uow: UnitOfWork, actor: Actor, conversation_id: int, message_id: int
) -> list[AnyRow]:
    if message_id:
        access_message(uow, actor, message_id)
        rows = fetch_all(
            uow, _ONE_MESSAGE, conversation_id=conversation_id, message_id=message_id
        )
    else:
        rows = fetch_all(uow, _MESSAGES, conversation_id=conversation_id)
    if not rows:
        raise MessageNotFoundError
    return list(rows)


def _read_files(uow: UnitOfWork, messages: list[AnyRow]) -> list[AnyRow]:
    """All files but the pictures that stand in the text and go with it."""
    ids = [row.id for row in messages]
    files = fetch_all(uow, _FILES, ids=ids)
    if not any(file.is_inline for file in files):
        return list(files)
    html = {row.message_id: row.html for row in fetch_all(uow, _HTML, ids=ids)}
    return [
        file
        for file in files
        if not (file.is_inline and _is_shown(file, html[file.message_id]))
    ]


def _is_shown(file: AnyRow, html: str) -> bool:
    if not html:
        return False
    return (
        not file.content_id
        or file.content_id in html
        or f"/attachments/{file.id}" in html
    )
