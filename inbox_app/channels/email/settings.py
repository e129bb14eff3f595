"""What has to be known to use a mailbox: where the servers are and how to log in."""

import ipaddress
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from inbox_app.channels.base import ChannelAccount


class Security(StrEnum):
    """How a connection is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


class AuthMethod(StrEnum):
    """How an account proves who it is."""

    PASSWORD = "password"
    XOAUTH2 = "xoauth2"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """One server; an empty user name means that it wants no log-in."""

    host: str
    port: int
    security: Security
    username: str
    auth: AuthMethod = AuthMethod.PASSWORD

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """Read what `asdict` wrote."""
        return cls(
            host=str(values["host"]).strip(),
            port=int(values["port"]),
            security=Security(values["security"]),
            username=str(values.get("username", "")),
            auth=AuthMethod(values.get("auth", AuthMethod.PASSWORD)),
        )

    @property
    def is_loopback(self) -> bool:
        """Tell whether the server is this machine, so that nobody can listen in."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """All settings of an e-mail channel that an admin may see."""

    imap: ServerSettings
    smtp: ServerSettings
    folder: str = "INBOX"
    # Empty: the folder the server marks as the one for sent mail.
    sent_folder: str = ""
    # The provider files what it sends by itself: a second copy would be double.
    is_sent_kept_by_server: bool = False
    # Lets passwords travel unencrypted to another machine.
    allows_plain: bool = False
    # A file with certificates to trust instead of the system's.
    ca_bundle: str = ""

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """Read the settings of a channel.

        Raises:
            KeyError, ValueError: something is missing or has no meaning.
        """
        return cls(
            imap=ServerSettings.from_mapping(values["imap"]),
            smtp=ServerSettings.from_mapping(values["smtp"]),
            folder=str(values.get("folder") or "INBOX"),
            sent_folder=str(values.get("sent_folder") or ""),
            is_sent_kept_by_server=bool(values.get("is_sent_kept_by_server")),
            allows_plain=bool(values.get("allows_plain")),
            ca_bundle=str(values.get("ca_bundle") or ""),
        )

    def to_mapping(self) -> dict[str, Any]:
        """Write the settings as plain values, for a JSON column."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class EmailSecret:
    """Passwords or access tokens; by default both servers share one."""

    imap: str = field(repr=False)
    smtp: str = field(default="", repr=False)

    @classmethod
    def from_mapping(cls, values: Mapping[str, str]) -> Self:
        """Read what `to_mapping` wrote."""
        return cls(imap=values.get("imap", ""), smtp=values.get("smtp", ""))

    def to_mapping(self) -> dict[str, str]:
        """Write the secret as plain values, to be encrypted."""
        return {"imap": self.imap, "smtp": self.smtp}

    @property
    def for_smtp(self) -> str:
        """Return the secret of the sending side."""
        return self.smtp or self.imap


def read_account(account: ChannelAccount) -> tuple[EmailSettings, EmailSecret]:
    """Read a stored account's settings and secret."""
    return (
        EmailSettings.from_mapping(account.settings),
        EmailSecret.from_mapping(account.secret),
    )
