"""The ledger and the quarantine, page by page, on both databases."""

import pytest

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import LedgerFate
from inbox_app.domain.errors import NotAllowedError
from inbox_app.models import LedgerEntry
from inbox_app.queries.ledger import PAGE_ROWS, read_ledger, read_quarantine
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace, a_workspace


@pytest.fixture
def workspace(store: Store) -> Workspace:
    return a_workspace(store)


def add_entries(
    workspace: Workspace, count: int, fate: LedgerFate, raw: bytes = b""
) -> None:
    with workspace.store.write() as uow:
        key = uow.blobs.put(raw) if raw else ""
        uow.session.add_all(
            LedgerEntry(
                channel_id=workspace.channel_id,
                folder=fate.value,
                uid=number,
                fate=fate,
                raw_key=key,
                seen_at=uow.now,
            )
            for number in range(1, count + 1)
        )


def test_the_pages_name_every_mail_once(workspace: Workspace) -> None:
    add_entries(workspace, PAGE_ROWS + 10, LedgerFate.DUPLICATE)
    add_entries(workspace, 3, LedgerFate.FILTERED)

    seen: list[int] = []
    cursor = ""
    with workspace.store.read() as uow:
        while True:
            page = read_ledger(
                uow,
                workspace.admin,
                workspace.channel_id,
                fate=LedgerFate.DUPLICATE,
                cursor=cursor,
            )
            seen += [row["id"] for row in page["rows"]]
            cursor = page["next_cursor"]
            if not cursor:
                break

    assert len(seen) == len(set(seen)) == PAGE_ROWS + 10
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("raw", "sender"),
    [
        (a_mail(from_="Quinn <quinn@customer.example>"), "quinn@customer.example"),
        (b"From: \xff\xfe=?utf-8?q?=\r\n\r\n", ""),
        (b"no header at all", ""),
        (b"From: " + b"a" * 100_000, ""),
    ],
)
def test_the_quarantine_names_the_sender_where_the_bytes_do(
    workspace: Workspace, raw: bytes, sender: str
) -> None:
    add_entries(workspace, 1, LedgerFate.QUARANTINED, raw)

    with workspace.store.read() as uow:
        (row,) = read_quarantine(uow, workspace.admin)["rows"]

    assert row["has_raw"]
    assert row["sender"] == sender


def test_a_mail_whose_bytes_are_gone_is_listed_all_the_same(
    workspace: Workspace,
) -> None:
    add_entries(workspace, 1, LedgerFate.QUARANTINED, b"From: a@b.example\r\n\r\n")
    with workspace.store.read() as uow:
        uow.blobs.path(uow.session.get_one(LedgerEntry, 1).raw_key).unlink()
        (row,) = read_quarantine(uow, workspace.admin)["rows"]

    assert row["sender"] == ""


def test_agents_read_neither(workspace: Workspace) -> None:
    with workspace.store.read() as uow:
        with pytest.raises(NotAllowedError):
            read_quarantine(uow, workspace.ann)
        with pytest.raises(NotAllowedError):
            read_ledger(uow, workspace.ann, workspace.channel_id)
