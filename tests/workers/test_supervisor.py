"""The threads that read mailboxes follow what admins change, and end at once."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from inbox_app.db import unit_of_work
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import ChannelHealth, LedgerFate
from inbox_app.domain.events import ChannelChanged
from inbox_app.ingest.pipeline import IncomingMail, receive_mails
from inbox_app.services.channels import pause_channel, update_channel
from inbox_app.workers.supervisor import MailboxSupervisor, running_workers
from tests.builders.mail import Attached, a_mail
from tests.builders.workspace import Workspace
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.workers.conftest import STOP_WITHIN_SECONDS
from tests.workers.mailboxes import Connected, connect
from tests.workers.test_mailbox_sync import FullDisk
from tests.workers.waiting import Watch

Supervise = Callable[[Store], MailboxSupervisor]


@pytest.fixture
async def supervise() -> AsyncIterator[Supervise]:
    """Start a supervisor; it and its threads must end in time."""
    tasks: list[asyncio.Task[None]] = []

    def start(store: Store) -> MailboxSupervisor:
        supervisor = MailboxSupervisor(store)
        tasks.append(asyncio.create_task(supervisor.run()))
        return supervisor

    yield start
    for task in tasks:
        task.cancel()
    async with asyncio.timeout(STOP_WITHIN_SECONDS):
        await asyncio.gather(*tasks, return_exceptions=True)
    assert not [t for t in threading.enumerate() if t.name.startswith("sync-")]


async def test_an_account_is_read_from_when_it_is_connected_until_it_is_paused(
    connected: Connected, watch: Watch, supervise: Supervise
) -> None:
    admin, channel_id = connected.workspace.admin, connected.workspace.channel_id
    with connected.store.write() as uow:
        pause_channel(uow, admin, channel_id, is_paused=True)
    supervise(connected.store)

    with connected.store.write() as uow:
        pause_channel(uow, admin, channel_id, is_paused=False)
    await asyncio.to_thread(watch.until, connected.is_well)
    with connected.store.write() as uow:
        pause_channel(uow, admin, channel_id, is_paused=True)
    await asyncio.to_thread(watch.until, lambda: connected.channel.leased_until is None)
    connected.deliver(a_mail())
    assert connected.channel.health is ChannelHealth.PAUSED
    with connected.store.write() as uow:
        pause_channel(uow, admin, channel_id, is_paused=False)

    await asyncio.to_thread(watch.until, lambda: connected.has(messages=1))


async def test_a_wrong_password_asks_for_a_person_and_the_right_one_heals_it(
    workspace: Workspace,
    dovecot: Dovecot,
    mailbox: MailboxAccount,
    watch: Watch,
    supervise: Supervise,
) -> None:
    connected = connect(workspace, dovecot, mailbox, password="wrong")
    connected.deliver(a_mail())
    supervise(connected.store)
    await asyncio.to_thread(
        watch.until, lambda: connected.channel.health is ChannelHealth.NEEDS_LOGIN
    )
    channel = connected.channel

    right = {"imap": mailbox.password}
    with connected.store.write() as uow:
        update_channel(uow, workspace.admin, workspace.channel_id, secret=right)

    await asyncio.to_thread(watch.until, connected.is_well)
    assert connected.has(messages=1)
    assert channel.last_error_step == "channel.test.log_in_failed"
    assert "AUTHENTICATIONFAILED" in channel.last_error
    assert connected.channel.last_error == ""


async def test_other_news_of_an_account_do_not_disturb_its_thread(
    connected: Connected, watch: Watch, supervise: Supervise
) -> None:
    supervisor = supervise(connected.store)
    await asyncio.to_thread(watch.until, connected.is_well)
    (thread,) = supervisor._threads.values()

    with connected.store.write() as uow:
        update_channel(
            uow,
            connected.workspace.admin,
            connected.workspace.channel_id,
            from_name="Another name",
        )
    connected.deliver(a_mail())
    await asyncio.to_thread(watch.until, lambda: connected.has(messages=1))

    assert list(supervisor._threads.values()) == [thread]


async def test_a_thread_that_has_ended_is_started_again(
    connected: Connected, watch: Watch, supervise: Supervise
) -> None:
    supervisor = supervise(connected.store)
    await asyncio.to_thread(watch.until, connected.is_well)
    (thread,) = supervisor._threads.values()
    thread.stop()
    await asyncio.to_thread(thread.join)

    connected.store.bus.publish([ChannelChanged(0, 0)])
    connected.deliver(a_mail())

    await asyncio.to_thread(watch.until, lambda: connected.has(messages=1))


async def test_what_an_earlier_process_received_is_settled_when_there_is_room_again(
    connected: Connected, watch: Watch, supervise: Supervise
) -> None:
    raw = a_mail(attachments=[Attached("plan.pdf", b"%PDF")])
    received = IncomingMail(raw, connected.store.clock(), "INBOX", 1, 1)
    receive_mails(connected.store, connected.workspace.channel_id, [received])
    disk = connected.store.blobs = FullDisk(connected.store.blobs.folder)
    supervise(connected.store)

    await asyncio.to_thread(
        watch.until, lambda: connected.channel.health is ChannelHealth.RETRYING
    )
    fates = connected.fates()
    disk.room = 10

    await asyncio.to_thread(
        watch.until, lambda: connected.has(messages=1) and connected.is_well()
    )
    assert fates == [LedgerFate.PENDING]


async def test_after_the_end_others_may_read_at_once(
    connected: Connected, watch: Watch
) -> None:
    task = asyncio.create_task(MailboxSupervisor(connected.store).run())
    await asyncio.to_thread(watch.until, connected.is_well)

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert connected.channel.leased_until is None


async def test_all_workers_start_and_stop_with_the_process(
    connected: Connected, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "_opened", connected.store)

    async with AsyncExitStack() as workers:
        await workers.enter_async_context(running_workers())
        connected.deliver(a_mail())
        await asyncio.to_thread(
            watch.until, lambda: connected.has(messages=1) and connected.is_well()
        )
        names = {thread.name for thread in threading.enumerate()}
        async with asyncio.timeout(STOP_WITHIN_SECONDS):
            await workers.aclose()

    assert {f"sync-{connected.mailbox.address}", "sent-copies"} <= names
    left = {thread.name for thread in threading.enumerate()}
    assert not {name for name in left if name.startswith("sync-")}
