"""A process that is killed at any moment of a sync loses and doubles nothing."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import func, select

from inbox_app.config import Settings
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import LedgerFate
from inbox_app.models import (
    Attachment,
    ConversationCount,
    LedgerEntry,
    Message,
    MessageBody,
    SearchDocument,
)
from tests.builders.mail import Attached, a_mail
from tests.builders.workspace import a_workspace
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.workers.mailboxes import Connected, connect
from tests.workers.waiting import Watch

ROOT = Path(__file__).parents[2]
MAILS = 500
# Before the first start; the others arrive while nobody reads.
AT_FIRST = 350
KILLS = 4
# No blow falls later than this after a process has begun to work.
LONGEST_LIFE_SECONDS = 0.5


@pytest.mark.parametrize("seed", [2])
def test_every_mail_is_there_once_however_often_the_process_is_killed(
    seed: int,
    settings: Settings,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
) -> None:
    chance = random.Random(seed)
    store = Store(settings)
    connected = connect(a_workspace(store), dovecot, mailbox)
    mails = [_mail(number) for number in range(MAILS)]
    connected.deliver(*mails[:AT_FIRST])
    late = mails[AT_FIRST:]

    for _ in range(KILLS):
        _run_and_kill(connected, chance)
        arrived = late[: MAILS // 10]
        connected.deliver(*arrived)
        late = late[len(arrived) :]
    with _running(connected):
        Watch(store).until(lambda: _count(store, LedgerEntry) == MAILS, 60)
        Watch(store).until(connected.is_well, 60)
        Watch(store).until(lambda: _pending(store) == 0, 60)

    _assert_complete(connected)
    store.close()


def _assert_complete(connected: Connected) -> None:
    store, workspace = connected.store, connected.workspace
    ledger = workspace.ledger()
    assert sorted(line.uid for line in ledger) == list(range(1, MAILS + 1))
    assert {line.fate for line in ledger} == {LedgerFate.RECEIVED}
    messages = workspace.messages()
    assert {line.message_id for line in ledger} == {message.id for message in messages}
    named = Counter(message.message_id_header for message in messages)
    assert named == Counter(f"<{number}@killed.example>" for number in range(MAILS))

    conversations = workspace.conversations()
    assert len(conversations) == MAILS // 5
    assert {c.message_count for c in conversations} == {5}
    with store.read() as uow:
        counted = uow.session.exec(select(func.sum(ConversationCount.n))).one()
        found = uow.session.exec(select(SearchDocument.message_id)).all()
        files = uow.session.exec(select(Attachment.blob_key)).all()
        raws = uow.session.exec(select(MessageBody.raw_key)).all()
        assert all(uow.blobs.exists(key) for key in (*files, *raws))
    assert counted == len(conversations)
    assert sorted(id_ or 0 for id_ in found) == sorted(m.id or 0 for m in messages)
    assert len(files) == MAILS // 10
    assert len(raws) == MAILS


def _run_and_kill(connected: Connected, chance: random.Random) -> None:
    """Start it, let it begin to work, and strike."""
    before = _count(connected.store, LedgerEntry)
    is_done = before >= _arrived(connected)
    with _running(connected) as process:
        if not is_done:
            Watch(connected.store).until(
                lambda: _count(connected.store, LedgerEntry) > before
            )
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=chance.uniform(0, LONGEST_LIFE_SECONDS))


@contextmanager
def _running(connected: Connected) -> Iterator[subprocess.Popen[bytes]]:
    """The process, killed with SIGKILL at the end."""
    settings = connected.store.settings
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.workers.sync_runner"),
            *(str(settings.data_dir), settings.database_url),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _mail(number: int) -> bytes:
    """Five mails make a conversation, and every tenth has a file."""
    first = number - number % 5
    is_first = number == first
    return a_mail(
        from_=f"Customer {first} <customer{first}@killed.example>",
        subject=f"Order {first}" if is_first else f"Re: Order {first}",
        message_id=f"<{number}@killed.example>",
        in_reply_to=None if is_first else f"<{number - 1}@killed.example>",
        references=() if is_first else (f"<{first}@killed.example>",),
        attachments=[Attached(f"{number}.pdf", b"%%PDF %d" % number)]
        if number % 10 == 0
        else (),
    )


def _arrived(connected: Connected) -> int:
    return len(connected.dovecot.raw_messages(connected.mailbox.address))


def _count(store: Store, model: type[LedgerEntry | Message]) -> int:
    with store.read() as uow:
        return uow.session.exec(select(func.count()).select_from(model)).one()


def _pending(store: Store) -> int:
    still_open = LedgerEntry.fate == LedgerFate.PENDING
    statement = select(func.count()).select_from(LedgerEntry).where(still_open)
    with store.read() as uow:
        return uow.session.exec(statement).one()
