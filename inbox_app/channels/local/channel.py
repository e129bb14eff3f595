"""The sample workspace's mailbox: what is sent lands in a folder and nowhere else."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from inbox_app.channels.base import (
    ChannelAccount,
    ConnectionReport,
    MailReader,
    OutgoingMail,
    SendResult,
)
from inbox_app.channels.email.compose import compose_mail
from inbox_app.channels.registry import register_channel
from inbox_app.config import get_settings

DRIVER = "local"


def outbox_folder() -> Path:
    """Where the sent mails lie, one file each, the newest last by name."""
    return get_settings().data_dir / "outbox"


@register_channel(DRIVER)
class LocalChannel:
    """Takes mail from `listener`, gives mail to the outbox folder."""

    async def test_connection(self, account: ChannelAccount) -> ConnectionReport:
        """There is nothing that could fail."""
        del account
        return ConnectionReport(())

    def open_reader(
        self, account: ChannelAccount, *, max_mail_bytes: int
    ) -> MailReader | None:
        """Mail comes by itself."""
        del account, max_mail_bytes

    def compose(self, mail: OutgoingMail) -> bytes:
        """Write the message as it would travel."""
        return compose_mail(mail)

    async def send(
        self,
        account: ChannelAccount,
        raw: bytes,
        *,
        sender: str,
        recipients: Sequence[str],
    ) -> SendResult:
        """Put the message into the outbox folder."""
        del account, sender
        await asyncio.to_thread(_write, outbox_folder(), raw)
        return SendResult(accepted=tuple(recipients), server_words="kept locally")

    def keep_copy(self, account: ChannelAccount, raw: bytes, message_id: str) -> bool:
        """The outbox is the copy."""
        del account, raw, message_id
        return False


def _write(folder: Path, raw: bytes) -> None:
    """Whole or not at all: the outbox page may be reading."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{time.time_ns()}.part"
    draft.write_bytes(raw)
    draft.replace(draft.with_suffix(".eml"))
