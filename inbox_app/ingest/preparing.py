"""Everything about a mail that needs no database: parse it, put its files away."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from inbox_app.db.blobs import BlobStore
from inbox_app.domain.addresses import normalise_address, split_token
from inbox_app.domain.envelope import Address, ParsedMail
from inbox_app.domain.filtering import Marks, classify
from inbox_app.ingest.fold_quotes import fold_quotes
from inbox_app.ingest.parse import parse_mail
from inbox_app.models.conversation import thread_key

# In bytes: an index of PostgreSQL takes no more than 2,700.
LONGEST_HEADER = 900
MOST_REFERENCES = 50
# What no document may hold (XML 1.0, 2.2); lxml refuses to write it.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Where a server notes the address that a mail was really delivered to.
_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to")


@dataclass(frozen=True, slots=True)
class PreparedMail:
    """A parsed mail with all that filing it will ask for."""

    entry_id: int
    received_at: datetime
    raw_key: str
    size: int
    mail: ParsedMail = field(repr=False)
    marks: Marks
    html: str = field(repr=False)
    # Same Message-ID and same content: the same mail.
    dedupe_key: str
    message_id: str
    sender: Address
    # Message-IDs that this mail names, the nearest first.
    references: tuple[str, ...]
    # Plus-address tokens of all addresses it was sent to.
    tokens: tuple[str, ...]
    # (attachment, key of its bytes), in the order of the mail.
    blob_keys: tuple[str, ...]

    @property
    def thread_ids(self) -> tuple[str, ...]:
        """The Message-IDs it names, the nearest first, and its own."""
        return tuple(i for i in (*self.references, self.message_id) if i)

    @property
    def thread_keys(self) -> tuple[str, ...]:
        """The keys of `thread_ids`, in their order."""
        return tuple(thread_key(i) for i in self.thread_ids)

    @property
    def automated(self) -> str:
        """Why no person wrote this, or ''; such mail opens and moves nothing."""
        if self.mail.bounce is not None:
            return "bounce"
        if self.mail.complaint is not None:
            return "complaint"
        return self.mail.auto_submitted or ""


def prepare_mail(
    blobs: BlobStore, raw: bytes, *, entry_id: int, received_at: datetime, raw_key: str
) -> PreparedMail:
    """Parse, and store the attachments under their hashes.

    Raises:
        OSError: an attachment could not be stored.
    """
    mail = parse_mail(raw)
    message_id = _short(mail.message_id)
    return PreparedMail(
        entry_id=entry_id,
        received_at=received_at,
        raw_key=raw_key,
        size=len(raw),
        mail=mail,
        marks=classify(mail),
        html=fold_quotes(_UNWRITABLE.sub(" ", mail.html)) if mail.html else "",
        dedupe_key=_dedupe_key(raw, message_id),
        message_id=message_id,
        sender=_sender(mail),
        references=_references(mail, message_id),
        tokens=_tokens(mail),
        blob_keys=tuple(blobs.put(part.content) for part in mail.attachments),
    )


def _dedupe_key(raw: bytes, message_id: str) -> str:
    """Hash what is the same however often and by whichever way a mail comes.

    Servers add header lines on the way, so only the body counts beside the
    Message-ID; without one the whole mail does.
    """
    body = raw
    if message_id:
        ends = [i for i in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if i >= 0]
        body = raw[min(ends) :] if ends else b""
    digest = hashlib.sha256(message_id.encode("utf-8", "replace"))
    digest.update(b"\0")
    digest.update(body.strip().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _short(message_id: str) -> str:
    encoded = message_id.encode("utf-8", "replace")
    return encoded[:LONGEST_HEADER].decode("utf-8", "ignore")


def _sender(mail: ParsedMail) -> Address:
    if mail.from_:
        return mail.from_[0]
    return mail.sender or Address("", "")


def _references(mail: ParsedMail, own: str) -> tuple[str, ...]:
    named = [mail.in_reply_to, *reversed(mail.references)]
    found = dict.fromkeys(_short(n) for n in named if n)
    found.pop(own, None)
    return tuple(found)[:MOST_REFERENCES]


def _tokens(mail: ParsedMail) -> tuple[str, ...]:
    addresses = [a.address for a in (*mail.to, *mail.cc)]
    for name in _DELIVERED_TO:
        addresses += mail.header_values(name)
    tokens = (split_token(normalise_address(address))[1] for address in addresses)
    return tuple(dict.fromkeys(token for token in tokens if token))
