"""A mail to somebody that nobody has written to us about yet."""

from collections.abc import Sequence

from inbox_app.db.access import access_sending_channel
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.editor_html import image_ids, is_blank, sanitise_editor_html
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import EmptyMessageError
from inbox_app.domain.events import ReplyQueued
from inbox_app.services.composer_drafts import clear_composer_draft
from inbox_app.services.new_conversations import clean_subject, start_conversation
from inbox_app.services.outgoing import (
    Outgoing,
    Recipients,
    check_recipients,
    queue_message,
    take_uploads,
)


def send_new(
    uow: UnitOfWork,
    actor: Actor,
    *,
    channel_id: int,
    subject: str,
    html: str,
    to: Recipients,
    cc: Recipients = (),
    bcc: Recipients = (),
    attachment_ids: Sequence[int] = (),
) -> int:
    """Begin a conversation; returns the id of the message in the outbox.

    It is open and the sender's. Addresses that nobody knew become contacts.

    Raises:
        ChannelNotFoundError: it is gone, or not of an inbox of theirs.
        NotAllowedError: this actor may not write to whom they like.
        NoRecipientError, InvalidAddressError, EmptyMessageError, MissingFieldError,
        AttachmentNotFoundError, TooLargeError: what was typed cannot be sent.
    """
    channel = access_sending_channel(uow, actor, channel_id)
    recipients = check_recipients(to, cc, bcc)
    html = sanitise_editor_html(html)
    files = take_uploads(
        uow,
        actor,
        [*attachment_ids, *image_ids(html)],
        conversation_id=None,
        kind=DraftKind.COMPOSE,
    )
    if is_blank(html) and not files:
        raise EmptyMessageError
    subject = clean_subject(subject)
    conversation = start_conversation(
        uow, actor, channel, subject=subject, recipients=recipients
    )
    mail = Outgoing(html=html, subject=subject, recipients=recipients, files=files)
    message = queue_message(uow, actor, conversation, channel, mail)
    clear_composer_draft(uow, actor, DraftKind.COMPOSE, None)
    assert conversation.id is not None
    assert message.id is not None
    uow.emit(ReplyQueued(conversation.inbox_id, conversation.id))
    return message.id
