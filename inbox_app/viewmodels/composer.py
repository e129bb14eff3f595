"""What is being written to somebody new, or passed on to a third party."""

from typing import TypedDict

from inbox_app.viewmodels.conversation import AttachmentView, MailAddress


class SenderChoice(TypedDict):
    """An address of ours that a mail may be sent from."""

    id: int
    address: str
    inbox_name: str
    # What stands below the text: the agent's own, else the channel's.
    signature_html: str


class ComposedTo(TypedDict):
    """Whom a composed mail goes to."""

    to: list[MailAddress]
    cc: list[MailAddress]
    bcc: list[MailAddress]


class ComposerView(TypedDict):
    """A draft of the composer, or the start of one."""

    channels: list[SenderChoice]
    channel_id: int
    subject: str
    recipients: ComposedTo
    # Empty when nothing has been written yet.
    html: str
    is_stored: bool
    attachments: list[AttachmentView]
    updated_at: str
    # What is forwarded (0: all messages): how many messages, their files, and
    # which of these stay here.
    message_id: int
    message_count: int
    forwarded_files: list[AttachmentView]
    left_out: list[int]
