"""What was deleted for ever stays away from a real mailbox that still has it."""

import pytest
from sqlmodel import delete, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import LedgerFate
from inbox_app.models import Channel, LedgerEntry, MailboxCursor
from inbox_app.services import purge as purging
from inbox_app.services.conversations import trash_conversation
from inbox_app.services.purge import purge_conversation
from inbox_app.workers import purge as worker
from inbox_app.workers.purge import PurgeWorker
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace
from tests.clock import Clock
from tests.workers.conftest import StartSync
from tests.workers.mailboxes import Connected
from tests.workers.waiting import Watch


def delete_for_ever(workspace: Workspace, number: int) -> None:
    who = workspace.admin
    admin = Actor(who.agent_id, who.name, who.role, frozenset({workspace.inbox_id}))
    with workspace.store.write() as uow:
        trash_conversation(uow, workspace.ann, number)
        purge_conversation(uow, admin, number, typed=str(number))


def connect_anew(uow: UnitOfWork, old: Channel) -> None:
    """Remove the account and connect the same mailbox once more."""
    values = {
        name: getattr(old, name)
        for name in ("inbox_id", "address", "from_name", "settings", "secret")
    }
    uow.session.delete(old)
    uow.session.flush()
    uow.session.add(Channel(**values, created_at=uow.now))


def test_what_was_deleted_for_ever_stays_away_when_all_is_read_again(
    connected: Connected, watch: Watch, start_sync: StartSync
) -> None:
    workspace, store = connected.workspace, connected.store
    connected.deliver(a_mail(subject="Delete me"), a_mail(subject="Keep me"))
    first = start_sync(store, connected.account)
    watch.until(connected.is_well)
    first.stop()
    first.join()
    unwanted = next(c for c in workspace.conversations() if c.subject == "Delete me")
    delete_for_ever(workspace, unwanted.id or 0)

    # Read again from zero, as after a lost cursor and a lost ledger.
    with store.write() as uow:
        uow.session.exec(delete(MailboxCursor))
        uow.session.exec(delete(LedgerEntry))
    second = start_sync(store, connected.account)
    watch.until(lambda: len(connected.fates()) == 2 and connected.has(messages=1))
    assert sorted(connected.fates()) == [LedgerFate.DELETED, LedgerFate.DUPLICATE]
    second.stop()
    second.join()

    # The server numbers its mails anew.
    connected.dovecot.reset_uidvalidity(connected.mailbox.address)
    third = start_sync(store, connected.account)
    watch.until(lambda: len(connected.fates()) == 4 and connected.has(messages=1))
    third.stop()
    third.join()

    # The same mailbox, connected as a new account.
    with store.write() as uow:
        connect_anew(uow, uow.session.get_one(Channel, workspace.channel_id))
    start_sync(store, connected.account)
    watch.until(lambda: LedgerFate.DELETED in connected.fates())
    watch.until(
        lambda: (
            len(connected.fates()) == 2 and LedgerFate.PENDING not in connected.fates()
        )
    )

    assert {c.subject for c in workspace.conversations()} == {"Keep me"}
    assert connected.fates().count(LedgerFate.DELETED) == 1


async def test_the_purge_goes_on_where_it_was_stopped(
    workspace: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 1)
    monkeypatch.setattr(worker, "STEP_PAUSE_SECONDS", 0)
    numbers = [workspace.a_conversation(subject=f"n{n}") for n in range(3)]
    for number in numbers[:2]:
        with workspace.store.write() as uow:
            trash_conversation(uow, workspace.ann, number)
    clock.advance(days=31)
    with workspace.store.write() as uow:
        # As far as an earlier run came before it was killed.
        assert purging.purge_overdue(uow).conversations == 1

    done = await PurgeWorker(workspace.store).run_once()

    assert (done.conversations, done.messages) == (1, 1)
    assert [c.id for c in workspace.conversations()] == numbers[2:]
    with workspace.store.read() as uow:
        left = uow.session.exec(select(LedgerEntry.fate)).all()
    assert sorted(left) == [
        LedgerFate.DELETED,
        LedgerFate.DELETED,
        LedgerFate.RECEIVED,
    ]
    again = await PurgeWorker(workspace.store).run_once()
    assert again.conversations == 0
