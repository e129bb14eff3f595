"""The port between the inbox and the world: what a channel does, and its values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, Self

# Replies from here on are for good, those below pass (RFC 5321, 4.2.1).
PERMANENT_CODE = 500


class Consequence(StrEnum):
    """What a fault asks for: faults are told apart by this, not by their cause."""

    # Passes by itself: wait, then try again, for ever.
    RETRY = "retry"
    # Only a person with the right password or a new token can mend it.
    NEEDS_LOGIN = "needs_login"
    # Trying the same again cannot help: the settings or the message must change.
    GIVE_UP = "give_up"


class ConnectionStep(StrEnum):
    """How far a connection came; a fault names the step that failed."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    LOG_IN = "log_in"
    FOLDER = "folder"
    READ = "read"
    SEND = "send"


class ChannelError(Exception):
    """A fault on the way to the outside, with the other side's own words."""

    def __init__(
        self,
        step: ConnectionStep,
        consequence: Consequence,
        server_words: str,
        *,
        reason: str = "",
        may_have_arrived: bool = False,
    ) -> None:
        """Describe the fault.

        Args:
            step: where it happened.
            consequence: what to do about it.
            server_words: what the server said, or the system in its place.
            reason: a narrower key than the step, such as `tls_untrusted`.
            may_have_arrived: a message was handed over whole and not answered.
        """
        super().__init__(f"{step}: {server_words}")
        self.step = step
        self.consequence = consequence
        self.server_words = server_words
        self.reason = reason
        self.may_have_arrived = may_have_arrived

    @property
    def key(self) -> str:
        """Name the catalogue's sentence about this fault."""
        return f"channel.test.{self.reason or f'{self.step}_failed'}"


@dataclass(frozen=True, slots=True)
class ChannelAccount:
    """One connected account, as stored: settings an admin may see, and secrets."""

    address: str
    settings: Mapping[str, Any]
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class SyncCursor:
    """How far one folder has been read (RFC 9051, 2.3.1.1).

    Everything with `backfill_uid` <= uid <= `last_uid` has been handed over. New
    mail is above, the backfill walks down below. A new folder has the validity 0.
    """

    folder: str
    uidvalidity: int = 0
    last_uid: int = 0
    backfill_uid: int | None = None
    is_backfilled: bool = False

    def joined_with(self, other: Self) -> Self:
        """Return what has been read by either, both in the same numbering."""
        backfilled = [
            uid for uid in (self.backfill_uid, other.backfill_uid) if uid is not None
        ]
        return replace(
            self,
            last_uid=max(self.last_uid, other.last_uid),
            backfill_uid=min(backfilled, default=None),
            is_backfilled=self.is_backfilled or other.is_backfilled,
        )


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One message as the server holds it.

    One over the size limit is handed over with its header alone, one that the
    server cannot read with nothing, so that the ledger can name it: then
    `is_whole` is false and `size` is the true one.
    """

    folder: str
    uidvalidity: int
    uid: int
    raw: bytes = field(repr=False)
    size: int
    internal_date: datetime | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class MailBatch:
    """Some messages, and the cursor that is right once they have been stored.

    Store both in one transaction: then a kill at any point neither loses nor
    doubles a message.
    """

    mails: tuple[FetchedMail, ...]
    cursor: SyncCursor
    # Seen in the folder and gone before it could be fetched: moved or deleted.
    vanished_uids: tuple[int, ...] = ()
    # Progress of a backfill: messages handed over so far, and all of this run.
    done: int = 0
    total: int = 0


class MailReader(Protocol):
    """Reads one account that has to be asked; it belongs to one thread.

    Every method but `wake` and `close` raises `ChannelError`; after one,
    `connect` and `open_folder` again.
    """

    def connect(self) -> None:
        """Open the connection and log in."""
        ...

    def open_folder(self, cursor: SyncCursor) -> SyncCursor:
        """Begin with a folder, and return the cursor to go on from.

        It differs from the given one when the folder is new, or when the server
        has numbered it anew: then all of it is read again, and what is already
        there must be recognised by its content.
        """
        ...

    def new_mail(self, cursor: SyncCursor) -> Iterator[MailBatch]:
        """Hand over what arrived after the cursor, oldest first."""
        ...

    def backfill(self, cursor: SyncCursor, since: date | None) -> Iterator[MailBatch]:
        """Hand over what was there before, newest first, back to a day.

        Stopped half-way, it goes on from the cursor of the last batch stored.
        New mail may be read between two batches: join the cursors then. The last
        batch, possibly an empty one, says that the backfill is complete.
        """
        ...

    def wait(self, timeout_seconds: float) -> bool:
        """Wait until something happens in the folder; false when nothing did."""
        ...

    def wake(self) -> None:
        """End a `wait` at once; may be called from any thread."""
        ...

    def close(self) -> None:
        """Log out if that is still possible; the reader's life ends here."""
        ...


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A name, possibly empty, and an address."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """An attachment; one with a `content_id` is an image inside the HTML."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """All that goes into one outgoing message; everything was decided before.

    `text` may stay empty: it is then derived from the HTML, which must have
    been sanitised.
    """

    from_: MailAddress
    to: Sequence[MailAddress]
    subject: str
    html: str
    message_id: str
    date: datetime
    text: str = ""
    cc: Sequence[MailAddress] = ()
    bcc: Sequence[MailAddress] = ()
    reply_to: MailAddress | None = None
    in_reply_to: str = ""
    references: Sequence[str] = ()
    files: Sequence[OutgoingFile] = ()
    # RFC 3834: set on mail that no person wrote, such as `auto-replied`.
    auto_submitted: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One recipient the server did not take, and why."""

    recipient: str
    code: int
    server_words: str

    @property
    def is_permanent(self) -> bool:
        """Tell whether trying again is pointless."""
        return self.code >= PERMANENT_CODE


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of one message, recipient by recipient."""

    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()
    server_words: str = ""

    @property
    def can_retry(self) -> bool:
        """Tell whether some recipient may be taken at another time."""
        return any(not refusal.is_permanent for refusal in self.refused)


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step of a connection test."""

    service: str
    step: ConnectionStep
    error: ChannelError | None = None

    @property
    def is_ok(self) -> bool:
        """Tell whether this step worked."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """Every step that was tried, in order; a failed one ends its service."""

    steps: tuple[StepReport, ...]

    @property
    def is_ok(self) -> bool:
        """Tell whether the account can be used."""
        return self.failure is None

    @property
    def failure(self) -> StepReport | None:
        """Return the first step that failed."""
        return next((step for step in self.steps if not step.is_ok), None)


class Channel(Protocol):
    """What the inbox asks of a kind of channel; it keeps no state of its own."""

    async def test_connection(self, account: ChannelAccount) -> ConnectionReport:
        """Try the account and name what fails; never raises."""
        ...

    def open_reader(
        self, account: ChannelAccount, *, max_mail_bytes: int
    ) -> MailReader | None:
        """Return a reader, not yet connected; None where nobody has to ask."""
        ...

    def compose(self, mail: OutgoingMail) -> bytes:
        """Write the message as it will travel."""
        ...

    async def send(
        self,
        account: ChannelAccount,
        raw: bytes,
        *,
        sender: str,
        recipients: Sequence[str],
    ) -> SendResult:
        """Hand a composed message over.

        Raises:
            ChannelError: it was not handed over; see `may_have_arrived`.
        """
        ...

    def keep_copy(self, account: ChannelAccount, raw: bytes, message_id: str) -> bool:
        """Leave a copy of a sent message with the account; false if one was there.

        Blocking: call it in a thread.

        Raises:
            ChannelError: the copy could not be left; the message itself was sent.
        """
        ...
