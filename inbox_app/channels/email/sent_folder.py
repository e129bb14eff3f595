"""Keeps a copy of what was sent in the mailbox itself, for other mail programs."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from imap_tools import AND, BaseMailBox, FolderInfo, Header, MailMessageFlags

from inbox_app.channels.base import ConnectionStep
from inbox_app.channels.email.imap_connection import (
    TIMEOUT_SECONDS,
    failing_at,
    log_out,
    open_mailbox,
)
from inbox_app.channels.email.settings import EmailSecret, EmailSettings

NEW_FOLDER = "Sent"
# Longer than the outbox tries to send a message.
LONGEST_SENDING = timedelta(days=14)
# What mail programs call it, for servers that do not mark it (RFC 6154).
USUAL_NAMES = (
    "Sent",
    "Sent Items",
    "Sent Messages",
    "Sent Mail",
    "Envoyés",
    "Éléments envoyés",
    "Messages envoyés",
    "Gesendet",
    "Gesendete Elemente",
    "Gesendete Objekte",
    "Enviados",
    "Elementos enviados",
    "Posta inviata",
    "Inviati",
    "Verzonden items",
    "Verzonden",
    "Itens enviados",
)
_UNSEARCHABLE = re.compile(r'[\x00-\x1f\x7f"\\]|[^\x00-\x7f]')


def append_to_sent(
    settings: EmailSettings,
    secret: EmailSecret,
    raw: bytes,
    message_id: str,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> bool:
    """Put a message into the Sent folder, unless it is there or will be.

    Returns:
        Whether a copy was added.

    Raises:
        ChannelError: the mailbox could not be reached or took no copy.
    """
    if settings.is_sent_kept_by_server:
        return False
    mailbox = open_mailbox(settings, secret, timeout_seconds=timeout_seconds)
    try:
        with failing_at(ConnectionStep.FOLDER):
            folder = settings.sent_folder or find_sent_folder(mailbox.folder.list())
            if not folder:
                folder = NEW_FOLDER
                mailbox.folder.create(folder)
            if _is_there(mailbox, folder, message_id):
                return False
            mailbox.append(raw, folder, flag_set=[MailMessageFlags.SEEN])
            return True
    finally:
        log_out(mailbox)


def find_sent_folder(folders: Iterable[FolderInfo]) -> str:
    """Find the folder for sent mail by its mark, else by its name; else ''."""
    usable = [info for info in folders if "\\Noselect" not in info.flags]
    for info in usable:
        if any(flag.lower() == "\\sent" for flag in info.flags):
            return info.name
    by_name = {_last_part(info).casefold(): info.name for info in reversed(usable)}
    for name in USUAL_NAMES:
        if name.casefold() in by_name:
            return by_name[name.casefold()]
    return ""


def _last_part(info: FolderInfo) -> str:
    return info.name.rsplit(info.delim, 1)[-1] if info.delim else info.name


def _is_there(mailbox: BaseMailBox, folder: str, message_id: str) -> bool:
    if _UNSEARCHABLE.search(message_id):
        return False
    mailbox.folder.set(folder, readonly=True)
    # Among the newest only: a search through years of mail takes long.
    since = datetime.now(UTC).date() - LONGEST_SENDING
    criteria = AND(date_gte=since, header=Header("MESSAGE-ID", message_id))
    return bool(mailbox.uids(str(criteria), charset=None))
