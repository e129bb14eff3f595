"""What a received mail says, once its bytes have been read."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox as a header names it; either half may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a mail that is not its body.

    `inline` repeats what the mail asks for. `is_embedded` says that the HTML
    shows it by its `content_id`, so that a list of files may leave it out.
    """

    filename: str
    content_type: str
    size: int
    sha256: str
    inline: bool
    content_id: str
    is_embedded: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """An address that a mail did not reach, or not yet.

    `is_permanent` is false for a delay: the mail may still arrive.
    """

    address: str
    status: str
    reason: str
    is_permanent: bool


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that a mail of ours was not delivered, or is late."""

    recipients: tuple[FailedRecipient, ...]
    original_message_id: str

    @property
    def main(self) -> FailedRecipient:
        """Return the first recipient that failed for good, else the first."""
        return next((r for r in self.recipients if r.is_permanent), self.recipients[0])

    @property
    def is_permanent(self) -> bool:
        """Return whether any recipient failed for good."""
        return any(recipient.is_permanent for recipient in self.recipients)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A feedback report (ARF): a recipient called a mail of ours spam."""

    kind: str
    recipient: str
    original_message_id: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail, read: safe to store, index and show.

    `text` is the whole body, `reply_text` what its writer added, `html` the
    sanitised HTML body or None. Message-IDs keep their angle brackets.
    `defects` says in plain words what was wrong with the bytes; `ok` is false
    only when nothing could be made of them, and `error` then says why.
    """

    ok: bool = True
    error: str = ""
    sender: Address | None = None
    from_: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = ""
    html: str | None = None
    reply_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    auto_submitted: str | None = None
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    is_signed: bool = False
    is_encrypted: bool = False
    # Every header of the mail, names in lower case, values unfolded and decoded.
    headers: tuple[tuple[str, str], ...] = ()
    defects: tuple[str, ...] = ()
    _first: dict[str, str] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        # Rules ask for dozens of headers that are mostly not there.
        self._first.update(reversed(self.headers))

    def header(self, name: str) -> str:
        """Return the first value of a header (lower-case name), or ''."""
        return self._first.get(name, "")

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header (lower-case name)."""
        return tuple(value for key, value in self.headers if key == name)
