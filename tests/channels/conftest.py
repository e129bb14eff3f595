"""Settings that lead to the servers of this run, in every way they can be used."""

from collections.abc import Callable

import pytest

from inbox_app.channels.email.settings import (
    AuthMethod,
    EmailSecret,
    EmailSettings,
    Security,
    ServerSettings,
)
from tests.servers.certificate import Certificate
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.servers.smtp_sink import SmtpSink

MakeSettings = Callable[..., EmailSettings]
UNUSED_SERVER = ServerSettings("localhost", 1, Security.PLAIN, "")


@pytest.fixture
def make_settings(
    dovecot: Dovecot, mailbox: MailboxAccount, certificate: Certificate
) -> MakeSettings:
    """Build settings for this test's mailbox, and for a sink if one is given."""

    def make(
        *,
        imap_security: Security = Security.TLS,
        auth: AuthMethod = AuthMethod.PASSWORD,
        sink: SmtpSink | None = None,
        smtp_username: str = "",
        **others: object,
    ) -> EmailSettings:
        is_tls = imap_security is Security.TLS
        port = dovecot.imaps_port if is_tls else dovecot.imap_port
        smtp = UNUSED_SERVER
        if sink:
            security = Security(sink.security.value)
            smtp = ServerSettings("localhost", sink.port, security, smtp_username, auth)
        return EmailSettings(
            imap=ServerSettings(
                "localhost", port, imap_security, mailbox.address, auth
            ),
            smtp=smtp,
            **{"ca_bundle": str(certificate.path), **others},
        )

    return make


@pytest.fixture
def secret(mailbox: MailboxAccount) -> EmailSecret:
    """Give the right password of this test's mailbox."""
    return EmailSecret(mailbox.password)


@pytest.fixture
def token(mailbox: MailboxAccount) -> EmailSecret:
    """Give a good access token of this test's mailbox."""
    return EmailSecret(mailbox.token)
