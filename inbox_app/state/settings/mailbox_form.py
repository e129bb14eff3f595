"""The form of a mailbox: what is in its fields, and what they mean.

The password is in the values that a browser sends and in none that go back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from inbox_app.channels.email.settings import (
    AuthMethod,
    EmailSecret,
    EmailSettings,
    Security,
    ServerSettings,
)
from inbox_app.domain.addresses import is_address
from inbox_app.domain.errors import InvalidAddressError, InvalidInputError
from inbox_app.services.agents import EmptyFieldError

LARGEST_PORT = 65_535
LONGEST_TEXT = 500
# A token of a large provider has some thousands of characters.
LONGEST_SECRET = 20_000
SPANS_DAYS = (7, 30, 90, 0)
DEFAULT_SPAN_DAYS = 30

Values = Mapping[str, Any]


class PasswordNeededError(InvalidInputError):
    """The stored password goes to the server it was typed for and to no other."""

    code = "password_needed"


class MailboxForm(TypedDict):
    """The fields of a mailbox as the page shows them."""

    address: str
    imap_host: str
    imap_port: str
    imap_security: str
    imap_username: str
    smtp_host: str
    smtp_port: str
    smtp_security: str
    smtp_username: str
    auth: str
    folder: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A filled-in form; without a secret the stored one is kept."""

    address: str
    settings: EmailSettings
    secret: EmailSecret | None


def empty_form() -> MailboxForm:
    """Leave every field empty."""
    return to_form(
        "",
        EmailSettings(
            imap=ServerSettings("", 993, Security.TLS, ""),
            smtp=ServerSettings("", 465, Security.TLS, ""),
        ),
    )


def to_form(address: str, settings: EmailSettings) -> MailboxForm:
    """Fill the fields with settings."""
    imap, smtp = settings.imap, settings.smtp
    return MailboxForm(
        address=address,
        imap_host=imap.host,
        imap_port=str(imap.port),
        imap_security=imap.security.value,
        imap_username=imap.username,
        smtp_host=smtp.host,
        smtp_port=str(smtp.port),
        smtp_security=smtp.security.value,
        smtp_username=smtp.username,
        auth=imap.auth.value,
        folder=settings.folder,
    )


def read_mailbox(values: Values, *, basis: EmailSettings | None = None) -> Mailbox:
    """Understand what was typed; what has no field stays as in `basis`.

    Raises:
        InvalidInputError: `field` names what cannot be used.
    """
    address = _text(values, "address").strip()
    if not address:
        raise EmptyFieldError(field="address")
    if not is_address(address):
        raise InvalidAddressError(field="address", address=address[:100])
    auth = _choice(AuthMethod, values, "auth")
    settings = EmailSettings(
        imap=_server(values, "imap", auth),
        smtp=_server(values, "smtp", auth),
        folder=_text(values, "folder").strip() or "INBOX",
        sent_folder=basis.sent_folder if basis else "",
        is_sent_kept_by_server=_is_sent_kept(values, basis),
        allows_plain=basis.allows_plain if basis else False,
        ca_bundle=basis.ca_bundle if basis else "",
    )
    if not settings.imap.username:
        raise EmptyFieldError(field="imap_username")
    secret = _secret(values)
    if secret is None and basis is None:
        raise EmptyFieldError(field="password")
    if secret is None and basis is not None and _goes_elsewhere(basis, settings):
        raise PasswordNeededError(field="password")
    return Mailbox(address, settings, secret)


def read_span_days(values: Values) -> int:
    """Return how many days of old mail are wanted; 0 stands for all of it."""
    text = _text(values, "backfill_days")
    wanted = int(text) if text.isascii() and text.isdigit() else DEFAULT_SPAN_DAYS
    return wanted if wanted in SPANS_DAYS else DEFAULT_SPAN_DAYS


def read_id(values: Values, name: str) -> int:
    """Return the number of a row that was chosen; 0 for none."""
    text = _text(values, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - what fits an id


def _server(values: Values, part: str, auth: AuthMethod) -> ServerSettings:
    host = _text(values, f"{part}_host").strip()
    if not host:
        raise EmptyFieldError(field=f"{part}_host")
    port = _text(values, f"{part}_port").strip()
    is_port = port.isascii() and port.isdigit() and len(port) <= len(str(LARGEST_PORT))
    if not is_port or not 0 < int(port) <= LARGEST_PORT:
        raise InvalidInputError(field=f"{part}_port")
    return ServerSettings(
        host=host,
        port=int(port),
        security=_choice(Security, values, f"{part}_security"),
        username=_text(values, f"{part}_username").strip(),
        auth=auth,
    )


def _secret(values: Values) -> EmailSecret | None:
    password = str(values.get("password", ""))[:LONGEST_SECRET]
    for_sending = str(values.get("smtp_password", ""))[:LONGEST_SECRET]
    return EmailSecret(password, for_sending) if password else None


def _goes_elsewhere(before: EmailSettings, after: EmailSettings) -> bool:
    """Tell whether the stored password would be shown to another server."""
    return any(
        (old.host.lower(), old.port) != (new.host.lower(), new.port)
        or (old.security is not new.security and new.security is Security.PLAIN)
        for old, new in ((before.imap, after.imap), (before.smtp, after.smtp))
    )


def _is_sent_kept(values: Values, basis: EmailSettings | None) -> bool:
    if basis is not None:
        return basis.is_sent_kept_by_server
    return _text(values, "is_sent_kept") == "yes"


def _choice(kind: Any, values: Values, name: str) -> Any:
    try:
        return kind(_text(values, name))
    except ValueError:
        raise InvalidInputError(field=name) from None


def _text(values: Values, name: str) -> str:
    return str(values.get(name, ""))[:LONGEST_TEXT].replace("\x00", "")
