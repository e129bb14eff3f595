"""Passing on what a customer wrote to a third party, in a conversation beside it.

The mail names no mail of the original in its headers and asks for answers under a
token of its own: whatever the third party writes back joins the side conversation,
and nobody who takes part in the original is a recipient there.
"""

from collections.abc import Sequence

from inbox_app.db.access import access_conversation_to, access_sending_channel
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import image_ids, sanitise_editor_html
from inbox_app.domain.enums import ActivityKind, DraftKind
from inbox_app.domain.errors import ChannelNotFoundError
from inbox_app.domain.events import ReplyQueued
from inbox_app.services.changes import emit_change
from inbox_app.services.composer_drafts import clear_composer_draft
from inbox_app.services.forwarded_messages import copy_files, find_forwarded
from inbox_app.services.forwarded_text import FORWARD_REMARK, write_block
from inbox_app.services.new_conversations import clean_subject, start_conversation
from inbox_app.services.outgoing import (
    Outgoing,
    Recipients,
    check_recipients,
    check_size,
    queue_message,
    take_uploads,
)
from inbox_app.services.timeline import record_activity


def send_forward(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    *,
    message_id: int,
    channel_id: int,
    subject: str,
    html: str,
    to: Recipients,
    cc: Recipients = (),
    bcc: Recipients = (),
    attachment_ids: Sequence[int] = (),
    left_out: Sequence[int] = (),
) -> int:
    """Forward a message, or with 0 all of them; returns the id of the new message.

    All files of what is forwarded go along, except those `left_out`. Comments
    never do.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        MessageNotFoundError: it is gone, or there is none to forward.
        ChannelNotFoundError: it is gone, or feeds another inbox.
        NoRecipientError, InvalidAddressError, MissingFieldError,
        AttachmentNotFoundError, TooLargeError: what was typed cannot be sent.
    """
    original = access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    channel = access_sending_channel(uow, actor, channel_id)
    if channel.inbox_id != original.inbox_id:
        raise ChannelNotFoundError
    recipients = check_recipients(to, cc, bcc)
    html = sanitise_editor_html(html)
    uploads = take_uploads(
        uow,
        actor,
        [*attachment_ids, *image_ids(html)],
        conversation_id=conversation_id,
        kind=DraftKind.FORWARD,
    )
    forwarded = find_forwarded(uow, conversation_id, message_id)
    copies = copy_files(uow, actor, forwarded, left_out)
    files = [*uploads, *(copy.file for copy in copies)]
    check_size(uow, files)
    subject = clean_subject(subject)
    side = start_conversation(
        uow,
        actor,
        channel,
        subject=subject,
        recipients=recipients,
        parent_id=conversation_id,
    )
    block = write_block(forwarded, copies)
    mail = Outgoing(
        html=html,
        subject=subject,
        recipients=recipients,
        files=files,
        below_html=block.html,
        below_text=block.text,
        remarks=[FORWARD_REMARK],
    )
    message = queue_message(uow, actor, side, channel, mail)
    clear_composer_draft(uow, actor, DraftKind.FORWARD, conversation_id)
    record_activity(
        uow,
        original,
        ActivityKind.FORWARDED,
        actor,
        name=", ".join(r["name"] or r["address"] for r in recipients["to"])[:300],
        side=side.id,
        message=message_id,
        left_out=list(left_out),
    )
    emit_change(uow, original)
    assert side.id is not None
    assert message.id is not None
    uow.emit(ReplyQueued(side.inbox_id, side.id))
    return message.id
