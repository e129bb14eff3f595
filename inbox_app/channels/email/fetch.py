"""Fetches messages as they are, in bulk, and none that is too large."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFetchError
from imap_tools.utils import check_command_status

from inbox_app.channels.base import ConnectionStep, FetchedMail, SyncCursor
from inbox_app.channels.email.fetch_answer import (
    FetchAnswer,
    MessageFacts,
    parse_bodies,
    parse_facts,
)
from inbox_app.channels.email.imap_connection import failing_at

# One answer of the server is held in memory whole: it stays under this size,
# unless a single message is larger.
BATCH_BYTES = 8_000_000
BATCH_MAILS = 100
FACTS_AT_ONCE = 1000
# What is read of a message that is too large to be fetched.
HEADER_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of some UIDs: messages, or nothing because they have gone."""

    uids: tuple[int, ...]
    mails: tuple[FetchedMail, ...]

    @property
    def vanished_uids(self) -> tuple[int, ...]:
        """UIDs that were moved or deleted before they could be fetched."""
        there = {mail.uid for mail in self.mails}
        return tuple(uid for uid in self.uids if uid not in there)


def fetch_mails(
    mailbox: BaseMailBox, uids: Sequence[int], cursor: SyncCursor, max_mail_bytes: int
) -> Iterator[Fetched]:
    """Fetch messages of the opened folder in the given order, some at a time.

    Nothing is marked as read. Of a message over the limit only the header is
    fetched, of one that the server fails to hand over nothing: such a message is
    not whole, and still named.

    Raises:
        ChannelError: at the step READ.
    """
    for start in range(0, len(uids), FACTS_AT_ONCE):
        chunk = uids[start : start + FACTS_AT_ONCE]
        with failing_at(ConnectionStep.READ):
            answer = _fetch(mailbox, chunk, "(UID RFC822.SIZE INTERNALDATE)")
            facts = {fact.uid: fact for fact in parse_facts(answer)}
        for group in _group_by_size(chunk, facts, max_mail_bytes):
            with failing_at(ConnectionStep.READ):
                fetched = _fetch_group(mailbox, group, facts, cursor, max_mail_bytes)
            yield fetched


def _group_by_size(
    uids: Sequence[int], facts: dict[int, MessageFacts], max_mail_bytes: int
) -> Iterator[list[int]]:
    group: list[int] = []
    group_bytes = 0
    for uid in uids:
        size = facts[uid].size if uid in facts else 0
        size = size if size <= max_mail_bytes else HEADER_BYTES
        if group and (group_bytes + size > BATCH_BYTES or len(group) == BATCH_MAILS):
            yield group
            group, group_bytes = [], 0
        group.append(uid)
        group_bytes += size
    if group:
        yield group


def _fetch_group(
    mailbox: BaseMailBox,
    uids: Sequence[int],
    facts: dict[int, MessageFacts],
    cursor: SyncCursor,
    max_mail_bytes: int,
) -> Fetched:
    there = [uid for uid in uids if uid in facts]
    too_large = [uid for uid in there if facts[uid].size > max_mail_bytes]
    fitting = [uid for uid in there if facts[uid].size <= max_mail_bytes]
    bodies = _fetch_bodies(mailbox, fitting, "BODY.PEEK[]")
    headers = _fetch_bodies(mailbox, too_large, f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>")
    contents = bodies | headers
    mails = tuple(
        FetchedMail(
            folder=cursor.folder,
            uidvalidity=cursor.uidvalidity,
            uid=uid,
            raw=contents[uid] or b"",
            size=facts[uid].size,
            internal_date=facts[uid].internal_date,
            is_whole=bodies.get(uid) is not None,
        )
        for uid in there
        if uid in contents
    )
    return Fetched(tuple(uids), mails)


def _fetch_bodies(
    mailbox: BaseMailBox, uids: Sequence[int], part: str
) -> dict[int, bytes | None]:
    """Fetch one part of each message: None if the server fails to read it."""
    if not uids:
        return {}
    try:
        return dict(parse_bodies(_fetch(mailbox, uids, f"(UID {part})")))
    except MailboxFetchError:
        # One message that the server cannot read spoils the answer for all.
        if len(uids) == 1:
            return {uids[0]: None}
    bodies: dict[int, bytes | None] = {}
    for uid in uids:
        bodies |= _fetch_bodies(mailbox, [uid], part)
    return bodies


def _fetch(mailbox: BaseMailBox, uids: Sequence[int], what: str) -> FetchAnswer:
    answer = mailbox.client.uid("FETCH", _as_uid_set(uids), what)
    check_command_status(answer, MailboxFetchError)
    return answer[1]


def _as_uid_set(uids: Sequence[int]) -> str:
    """Write UIDs as ranges: servers limit the length of a command."""
    ranges: list[list[int]] = []
    for uid in sorted(uids):
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(
        str(first) if first == last else f"{first}:{last}" for first, last in ranges
    )
