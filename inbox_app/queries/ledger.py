"""The fate of every mail that the channels saw, newest first."""

from email.parser import BytesHeaderParser

from sqlalchemy import bindparam, select

from inbox_app.db.access import LARGEST_ID
from inbox_app.db.blobs import BlobStore
from inbox_app.db.search import AnySelect
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address, parse_addresses
from inbox_app.domain.enums import LedgerFate
from inbox_app.domain.errors import MessageNotFoundError, NotAllowedError
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one, to_iso
from inbox_app.queries.tables import channel, ledger_entry, message, message_body
from inbox_app.viewmodels.settings import LedgerPage, LedgerRow

PAGE_ROWS = 50
MAX_ID_DIGITS = 10
# Enough to find who wrote a mail; nobody's name is longer than the other.
HEADER_BYTES = 65_536
LONGEST_SENDER = 1000
NEEDS_A_PERSON = (LedgerFate.QUARANTINED, LedgerFate.TOO_LARGE)

_e = ledger_entry.c
_NEWEST: AnySelect = (
    select(
        _e.id,
        _e.channel_id,
        channel.c.address.label("channel_address"),
        _e.folder,
        _e.uid,
        _e.message_id_header,
        _e.fate,
        _e.detail,
        _e.size,
        _e.seen_at,
        _e.raw_key,
        message.c.conversation_id,
        message_body.c.from_address,
    )
    .select_from(ledger_entry)
    .join(channel, channel.c.id == _e.channel_id)
    .outerjoin(message, message.c.id == _e.message_id)
    .outerjoin(message_body, message_body.c.message_id == message.c.id)
    .order_by(_e.id.desc())
    .limit(PAGE_ROWS + 1)
)
_SOURCE: AnySelect = select(_e.raw_key).where(
    _e.id == bindparam("entry_id"), _e.fate.in_(NEEDS_A_PERSON)
)


def read_quarantine(uow: UnitOfWork, actor: Actor, cursor: str = "") -> LedgerPage:
    """Read the mails that could not be processed, or were too large to fetch.

    Raises:
        NotAllowedError: only admins manage channels.
    """
    return _read_page(uow, actor, _NEWEST.where(_e.fate.in_(NEEDS_A_PERSON)), cursor)


def read_ledger(
    uow: UnitOfWork,
    actor: Actor,
    channel_id: int,
    *,
    fate: LedgerFate | None = None,
    cursor: str = "",
) -> LedgerPage:
    """Read what became of the mails of a channel, all of them or of one fate.

    Raises:
        NotAllowedError: only admins manage channels.
    """
    statement = _NEWEST.where(_e.channel_id == channel_id)
    if fate is not None:
        statement = statement.where(_e.fate == fate)
    return _read_page(uow, actor, statement, cursor)


def _read_page(
    uow: UnitOfWork, actor: Actor, statement: AnySelect, cursor: str
) -> LedgerPage:
    if not actor.may(Permission.MANAGE_CHANNELS):
        raise NotAllowedError
    if cursor:
        statement = statement.where(_e.id < _read_cursor(cursor))
    found = fetch_all(uow, statement)
    page = found[:PAGE_ROWS]
    return LedgerPage(
        rows=[_to_row(row, _sender_of(uow, row)) for row in page],
        next_cursor=str(page[-1].id) if len(found) > PAGE_ROWS else "",
    )


def read_quarantined_source(uow: UnitOfWork, actor: Actor, entry_id: int) -> str:
    """Return the key of the bytes of a mail that waits for a person.

    Raises:
        NotAllowedError: only admins manage channels.
        MessageNotFoundError: it does not wait, or its bytes were not kept.
    """
    if not actor.may(Permission.MANAGE_CHANNELS):
        raise NotAllowedError
    if type(entry_id) is not int or not 0 < entry_id <= LARGEST_ID:
        raise MessageNotFoundError
    found = fetch_one(uow, _SOURCE, entry_id=entry_id)
    if found is None or not found.raw_key:
        raise MessageNotFoundError
    return found.raw_key


def _sender_of(uow: UnitOfWork, row: AnyRow) -> str:
    if row.from_address:
        return row.from_address
    if row.fate not in NEEDS_A_PERSON or not row.raw_key:
        return ""
    return _sender_in(uow.blobs, row.raw_key)


def _read_cursor(cursor: str) -> int:
    # One that is none of ours ends the list.
    is_ours = cursor.isascii() and cursor.isdigit() and len(cursor) <= MAX_ID_DIGITS
    return min(int(cursor), LARGEST_ID) if is_ours else 0


def _sender_in(blobs: BlobStore, raw_key: str) -> str:
    """Look for the author in the first bytes of a mail that nobody has parsed."""
    try:
        start = next(blobs.stream(raw_key), b"")[:HEADER_BYTES]
        written = str(BytesHeaderParser().parsebytes(start).get("From", ""))
        found = parse_addresses(written[:LONGEST_SENDER])
    except (OSError, ValueError, LookupError):
        # Whatever is wrong with it is why it lies in the quarantine.
        return ""
    address = found[0].address if found else ""
    return address if is_address(address) else ""


def _to_row(row: AnyRow, sender: str) -> LedgerRow:
    return LedgerRow(
        id=row.id,
        channel_id=row.channel_id,
        channel_address=row.channel_address,
        folder=row.folder,
        uid=row.uid,
        message_id_header=row.message_id_header,
        sender=sender,
        fate=row.fate.value,
        detail=row.detail,
        size=row.size,
        seen_at=to_iso(row.seen_at),
        conversation_id=row.conversation_id or 0,
        has_raw=bool(row.raw_key),
    )
