"""Files that an agent attaches."""

import errno
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from inbox_app.config import MEGABYTE
from inbox_app.db.blobs import BlobStore
from inbox_app.db.unit_of_work import Store
from inbox_app.models import Attachment, InboxMember
from tests.api.conftest import Workspace, log_in


def upload(
    client: TestClient, conversation: int | str, content: bytes = b"bytes",
    name: str = "a.png",
):  # fmt: skip
    return client.post(
        "/api/uploads",
        params={"conversation": conversation, "name": name},
        content=content,
        headers={"Accept": "application/json"},
    )


def left_over(store: Store) -> list[Path]:
    return list(store.blobs.temporary_folder().iterdir())


def test_a_file_is_stored_for_the_one_who_sent_it(
    ann: TestClient, bob: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    answer = upload(ann, workspace.conversation, b"bytes", "Photo é.png").json()

    assert answer == {
        "id": answer["id"],
        "name": "Photo é.png",
        "size": 5,
        "url": f"/attachments/{answer['id']}?view=1",
        "content_type": "image/png",
    }
    assert ann.get(answer["url"]).content == b"bytes"
    assert bob.get(answer["url"]).status_code == 404
    assert left_over(sqlite_store) == []


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.pdf.exe", "", "no ending"])
def test_other_files_are_offered_to_save_only(
    ann: TestClient, workspace: Workspace, name: str
) -> None:
    answer = upload(ann, workspace.conversation, name=name).json()

    assert answer["url"] == f"/attachments/{answer['id']}"


def test_who_may_not_reply_may_not_upload(
    bob: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    answer = upload(bob, workspace.conversation)

    assert answer.status_code == 404
    assert left_over(sqlite_store) == []


def test_an_admin_who_is_no_member_is_told_so(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    with sqlite_store.write() as uow:
        member = uow.session.get_one(InboxMember, (workspace.support, workspace.ann))
        uow.session.delete(member)
    log_in(ann, "ann@example.com")

    answer = upload(ann, workspace.conversation)

    assert answer.status_code == 403
    assert answer.json()["detail"] == "You are not a member of this inbox."


@pytest.mark.parametrize("conversation", ["", "x", "-1", "9" * 30, "1e3", "²"])
def test_an_impossible_conversation_is_refused(
    ann: TestClient, conversation: str
) -> None:
    assert upload(ann, conversation).status_code == 404


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    limit = sqlite_store.settings.max_attachment_bytes

    at_the_limit = upload(ann, workspace.conversation, bytes(limit))
    over = upload(ann, workspace.conversation, bytes(limit + 1))

    assert at_the_limit.json()["size"] == limit
    assert over.status_code == 413
    assert over.json()["detail"] == f"The file is over {limit // MEGABYTE} MB."
    assert left_over(sqlite_store) == []


class FullDisk(BlobStore):
    """A store on a disk without room."""

    def take_in(self, source: Path) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_leaves_nothing(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    sqlite_store.blobs = FullDisk(sqlite_store.blobs.folder)

    answer = upload(ann, workspace.conversation)

    assert answer.status_code == 507
    assert answer.json()["detail"] == "The disk is full. Nothing was lost."
    assert left_over(sqlite_store) == []
    with sqlite_store.read() as uow:
        assert uow.session.exec(select(Attachment)).all() == []


def test_an_upload_can_be_taken_back_by_its_owner_alone(
    ann: TestClient, bob: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    number = upload(ann, workspace.conversation).json()["id"]

    assert bob.delete(f"/api/uploads/{number}").status_code == 404
    assert ann.delete(f"/api/uploads/{number}").status_code == 204
    assert ann.get(f"/attachments/{number}").status_code == 404


def test_a_sent_file_cannot_be_taken_back(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    number = upload(ann, workspace.conversation).json()["id"]
    with sqlite_store.write() as uow:
        uow.session.get_one(Attachment, number).message_id = workspace.message

    assert ann.delete(f"/api/uploads/{number}").status_code == 404
    assert ann.get(f"/attachments/{number}").status_code == 200
