"""A workspace whose account is a real mailbox, and a sink for what it sends."""

from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import select

from inbox_app.channels.email.settings import (
    EmailSecret,
    EmailSettings,
    Security,
    ServerSettings,
)
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import ChannelHealth, LedgerFate
from inbox_app.models import Channel, Delivery, MailboxCursor
from inbox_app.services.channels import ConnectedAccount, read_accounts
from inbox_app.services.replies import send_reply
from tests.builders.workspace import Workspace
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.servers.smtp_sink import SmtpSink

CLARA = {"name": "Clara Customer", "address": "clara@customer.example"}


@dataclass(frozen=True)
class Connected:
    """A workspace, its mailbox, and what can be asked about both."""

    workspace: Workspace
    mailbox: MailboxAccount
    dovecot: Dovecot

    @property
    def store(self) -> Store:
        """The workspace's store."""
        return self.workspace.store

    @property
    def account(self) -> ConnectedAccount:
        """The account as the workers get it."""
        with self.store.read() as uow:
            return read_accounts(uow)[0]

    @property
    def channel(self) -> Channel:
        """The account's row as it is now."""
        with self.store.read() as uow:
            return uow.session.get_one(Channel, self.workspace.channel_id)

    @property
    def cursor(self) -> MailboxCursor:
        """How far the folder has been read."""
        with self.store.read() as uow:
            return uow.session.exec(select(MailboxCursor)).one()

    def deliver(self, *raws: bytes, **options: Any) -> None:
        """Put mail into the mailbox."""
        for raw in raws:
            self.dovecot.deliver(self.mailbox.address, raw, **options)

    def is_well(self) -> bool:
        """Tell whether the mailbox is read without trouble."""
        return self.channel.health is ChannelHealth.OK

    def has(self, messages: int) -> bool:
        """Tell whether this many messages are in, and nothing is half done."""
        return len(self.workspace.messages()) == messages and not self.fates().count(
            LedgerFate.PENDING
        )

    def fates(self) -> list[LedgerFate]:
        """What became of each mail, in the order they were seen."""
        return [entry.fate for entry in self.workspace.ledger()]

    def reply(self, conversation_id: int, **values: Any) -> int:
        """Answer as Ann what is not said otherwise; returns the message."""
        given = {
            "actor": self.workspace.ann,
            "html": "<p>Here you are.</p>",
            "to": [CLARA],
            "seen_position": 1000,
            **values,
        }
        with self.store.write() as uow:
            return send_reply(uow, given.pop("actor"), conversation_id, **given)

    def delivery(self, message_id: int) -> Delivery:
        """The outbox row as it is now."""
        with self.store.read() as uow:
            return uow.session.get_one(Delivery, message_id)


def connect(
    workspace: Workspace,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
    *,
    sink: SmtpSink | None = None,
    password: str = "",
    smtp_username: str = "",
    smtp_password: str = "",
    **settings: Any,
) -> Connected:
    """Let the workspace's channel be this mailbox."""
    imap = ServerSettings(
        "localhost", dovecot.imaps_port, Security.TLS, mailbox.address
    )
    smtp = ServerSettings("localhost", 1, Security.PLAIN, "")
    if sink is not None:
        security = Security(sink.security.value)
        smtp = replace(smtp, port=sink.port, security=security, username=smtp_username)
    servers = EmailSettings(imap, smtp, ca_bundle=str(dovecot.certificate.path))
    secret = EmailSecret(password or mailbox.password, smtp_password)
    with workspace.store.write() as uow:
        channel = uow.session.get_one(Channel, workspace.channel_id)
        channel.address = mailbox.address
        channel.settings = {
            **servers.to_mapping(),
            "plus_addressing": True,
            **settings,
        }
        channel.secret = uow.secrets.seal(secret.to_mapping())
    return Connected(workspace, mailbox, dovecot)
