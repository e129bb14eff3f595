"""The source of a mail that nobody could read: for admins, and nothing that runs."""

import pytest
from starlette.testclient import TestClient

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import LedgerFate
from inbox_app.models import Channel, LedgerEntry
from tests.api.conftest import Workspace

RAW = b"From: Quinn <quinn@customer.example>\r\n\r\n<script>alert(1)</script>"


@pytest.fixture
def quarantined(sqlite_store: Store, workspace: Workspace) -> int:
    return an_entry(sqlite_store, workspace, LedgerFate.QUARANTINED)


def an_entry(store: Store, workspace: Workspace, fate: LedgerFate) -> int:
    with store.write() as uow:
        channel = Channel(
            inbox_id=workspace.support,
            address="support@example.test",
            created_at=uow.now,
        )
        uow.session.add(channel)
        uow.session.flush()
        entry = LedgerEntry(
            channel_id=channel.id or 0,
            uid=1,
            fate=fate,
            raw_key=store.blobs.put(RAW),
            size=len(RAW),
            seen_at=uow.now,
        )
        uow.session.add(entry)
        uow.session.flush()
        return entry.id or 0


def test_an_admin_reads_it_as_text(ann: TestClient, quarantined: int) -> None:
    answer = ann.get(f"/quarantine/{quarantined}/source")

    assert answer.content == RAW
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_an_agent_is_refused(bob: TestClient, quarantined: int) -> None:
    assert bob.get(f"/quarantine/{quarantined}/source").status_code == 403


def test_what_is_in_no_quarantine_is_not_given_out_here(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    received = an_entry(sqlite_store, workspace, LedgerFate.RECEIVED)

    for number in (received, received + 1, 10**12):
        assert ann.get(f"/quarantine/{number}/source").status_code == 404
