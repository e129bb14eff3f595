"""Workers of a test, each stopped and looked after at its end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from inbox_app.db.unit_of_work import Store
from inbox_app.services.channels import ConnectedAccount
from inbox_app.workers.outbox import OutboxWorker
from inbox_app.workers.sent_copies import SentCopies
from inbox_app.workers.sync import MailboxSync
from tests.builders.workspace import Workspace, a_workspace
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.workers.mailboxes import Connected, connect
from tests.workers.waiting import Watch

STOP_WITHIN_SECONDS = 3.0

StartSync = Callable[[Store, ConnectedAccount], MailboxSync]


@pytest.fixture
def workspace(store: Store) -> Workspace:
    """Give two inboxes with agents and a channel, on each kind of database."""
    return a_workspace(store)


@pytest.fixture
def connected(
    workspace: Workspace, dovecot: Dovecot, mailbox: MailboxAccount
) -> Connected:
    """Give a workspace with an empty mailbox of its own."""
    return connect(workspace, dovecot, mailbox)


@pytest.fixture
def watch(store: Store) -> Watch:
    """Give what waits for this test's store."""
    return Watch(store)


@pytest.fixture
def start_sync() -> Iterator[StartSync]:
    """Start threads that read a mailbox; each must end at once when told to."""
    started: list[MailboxSync] = []

    def start(store: Store, account: ConnectedAccount) -> MailboxSync:
        thread = MailboxSync(store, account)
        thread.start()
        started.append(thread)
        return thread

    yield start
    for thread in started:
        thread.stop()
    for thread in started:
        thread.join(STOP_WITHIN_SECONDS)
    assert not any(thread.is_alive() for thread in started)


@pytest.fixture
async def start_outbox() -> AsyncIterator[
    Callable[[Store], Awaitable[asyncio.Task[None]]]
]:
    """Start the outbox; it ends with the test."""
    tasks: list[asyncio.Task[None]] = []

    async def start(store: Store) -> asyncio.Task[None]:
        tasks.append(asyncio.create_task(OutboxWorker(store).run()))
        return tasks[-1]

    yield start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def start_copies() -> Iterator[Callable[[Store], SentCopies]]:
    """Start what files copies; it ends with the test."""
    started: list[SentCopies] = []

    def start(store: Store) -> SentCopies:
        thread = SentCopies(store)
        thread.start()
        started.append(thread)
        return thread

    yield start
    for thread in started:
        thread.stop()
        thread.join(STOP_WITHIN_SECONDS)
    assert not any(thread.is_alive() for thread in started)
