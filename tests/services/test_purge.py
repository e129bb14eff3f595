"""What is deleted for ever is gone, stays gone, and takes nothing else along."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import (
    DeliveryState,
    DraftKind,
    FilteredReason,
    Folder,
    LedgerFate,
)
from inbox_app.domain.errors import (
    ConversationNotFoundError,
    InvalidInputError,
    NotAllowedError,
    NotAMemberError,
)
from inbox_app.models import (
    Channel,
    Conversation,
    Delivery,
    WorkspaceRules,
)
from inbox_app.services import purge as purging
from inbox_app.services.blob_sweep import sweep_folder
from inbox_app.services.comments import add_comment
from inbox_app.services.conversations import (
    assign_conversation,
    filter_conversation,
    mark_read,
    restore_conversation,
    trash_conversation,
)
from inbox_app.services.drafts import save_draft
from inbox_app.services.purge import (
    KeptConversationError,
    NotInTrashError,
    StillSendingError,
    empty_trash,
    purge_conversation,
    purge_overdue,
)
from inbox_app.services.replies import send_reply
from tests.builders.mail import Attached, a_mail
from tests.builders.workspace import Workspace

# Rows that are about the team, the accounts or people, or that must stay.
KEPT_TABLES = {
    "agent",
    "channel",
    "contact",
    "conversation_count",
    "handle",
    "inbox",
    "inbox_member",
    "ledger_entry",
    "tombstone",
}
CLARA = {"name": "Clara Customer", "address": "clara@customer.example"}


def run(workspace: Workspace, service: Any, *args: Any, **values: Any) -> Any:
    with workspace.store.write() as uow:
        return service(uow, *args, **values)


def an_admin(workspace: Workspace) -> Actor:
    """The admin as a member of the first inbox."""
    who = workspace.admin
    return Actor(who.agent_id, who.name, who.role, frozenset({workspace.inbox_id}))


def a_full_conversation(workspace: Workspace, **mail: Any) -> int:
    """One with everything that can hang on a conversation, in the trash."""
    number = workspace.a_conversation(
        attachments=[Attached("plan.pdf", b"%PDF secret")], **mail
    )
    ann = workspace.ann
    run(workspace, assign_conversation, ann, number, assignee_id=workspace.bob.agent_id)
    run(workspace, add_comment, ann, number, html="<p>secret note</p>")
    run(
        workspace,
        send_reply,
        ann,
        number,
        html="<p>secret answer</p>",
        to=[CLARA],
        seen_position=1000,
    )
    run(workspace, save_draft, ann, number, DraftKind.REPLY, html="<p>secret</p>")
    run(workspace, mark_read, ann, number, 100)
    run(workspace, trash_conversation, ann, number)
    return number


def rows(uow: UnitOfWork) -> dict[str, int]:
    """How many rows each table has, but for those that are empty."""
    counts = {
        table.name: uow.connection.scalar(select(func.count()).select_from(table)) or 0
        for table in SQLModel.metadata.sorted_tables
    }
    return {name: n for name, n in counts.items() if n}


def blobs(workspace: Workspace) -> list[bytes]:
    folder = workspace.store.blobs.folder
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def sweep(workspace: Workspace) -> None:
    for number in range(256):
        sweep_folder(workspace.store, f"{number:02x}", grace_seconds=0)


def test_nothing_of_it_stays_but_what_recognises_it(workspace: Workspace) -> None:
    number = a_full_conversation(workspace)

    run(workspace, purge_conversation, an_admin(workspace), number, typed=f"#{number}")
    sweep(workspace)

    with workspace.store.read() as uow:
        assert set(rows(uow)) <= KEPT_TABLES
        assert rows(uow)["tombstone"] > 0
        counted = uow.connection.scalar(
            select(func.sum(SQLModel.metadata.tables["conversation_count"].c.n))
        )
    (line,) = workspace.ledger()
    assert line.fate is LedgerFate.DELETED
    assert (line.raw_key, line.detail, line.message_id_header) == ("", "", "")
    assert line.message_id is None
    assert counted == 0
    assert blobs(workspace) == []


def test_every_row_that_hangs_on_a_conversation_is_thought_of() -> None:
    hanging = {
        table.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in {"conversation", "message"}
    }
    thought_of = {
        *purging._BY_CONVERSATION,
        *purging._BY_MESSAGE,
        *("conversation", "message", "ledger_entry"),
    }

    assert hanging - thought_of == set()


def test_it_stays_away_however_it_comes_again(workspace: Workspace) -> None:
    raw = a_mail(message_id="<1@customer.example>")
    workspace.receive(raw)
    number = workspace.conversations()[0].id or 0
    run(workspace, trash_conversation, workspace.ann, number)
    run(workspace, purge_conversation, an_admin(workspace), number, typed=str(number))

    workspace.receive(raw)
    workspace.receive(b"X-Added-On-The-Way: yes\r\n" + raw)
    sweep(workspace)

    assert workspace.conversations() == []
    assert {line.fate for line in workspace.ledger()} == {LedgerFate.DELETED}
    assert blobs(workspace) == []


def test_it_stays_away_from_the_same_account_connected_anew(
    workspace: Workspace,
) -> None:
    raw = a_mail()
    workspace.receive(raw)
    number = workspace.conversations()[0].id or 0
    run(workspace, trash_conversation, workspace.ann, number)
    run(workspace, purge_conversation, an_admin(workspace), number, typed=str(number))
    with workspace.store.write() as uow:
        uow.session.delete(uow.session.get_one(Channel, workspace.channel_id))
        uow.session.flush()
        again, other = (
            Channel(inbox_id=workspace.inbox_id, address=address, created_at=uow.now)
            for address in ("Support@example.test", "sales@example.test")
        )
        uow.session.add_all([again, other])
        uow.session.flush()
        ids = again.id or 0, other.id or 0

    for channel_id in ids:
        moved = Workspace(
            **{
                **{f: getattr(workspace, f) for f in Workspace.__dataclass_fields__},
                "channel_id": channel_id,
            }
        )
        moved.receive(raw)

    (conversation,) = workspace.conversations()
    assert conversation.channel_id == ids[1]


def test_what_others_use_as_well_stays(workspace: Workspace) -> None:
    first = a_full_conversation(workspace, subject="one")
    second = a_full_conversation(workspace, subject="two")

    run(workspace, purge_conversation, an_admin(workspace), first, typed=str(first))
    sweep(workspace)

    assert b"%PDF secret" in blobs(workspace)
    assert workspace.conversation(second).message_count == 2
    run(workspace, restore_conversation, workspace.ann, second)
    assert workspace.conversation(second).folder == Folder.OPEN


def test_only_a_member_with_the_right_deletes_for_ever_and_types_what_is_asked(
    workspace: Workspace,
) -> None:
    number = a_full_conversation(workspace)
    admin = an_admin(workspace)
    name = "Support"

    for actor, refusal in (
        (workspace.ann, NotAllowedError),
        (workspace.admin, NotAMemberError),
        (workspace.eve, ConversationNotFoundError),
    ):
        with pytest.raises(refusal):
            run(workspace, purge_conversation, actor, number, typed=str(number))
    for typed in ("", "yes", "#", str(number + 1), None, "1" * 10_000):
        with pytest.raises(InvalidInputError):
            run(workspace, purge_conversation, admin, number, typed=typed)
        with pytest.raises(InvalidInputError):
            run(
                workspace,
                empty_trash,
                admin,
                workspace.inbox_id,
                typed=typed,
                before=workspace.store.clock(),
            )
    for actor in (workspace.ann, workspace.admin, workspace.eve):
        with pytest.raises(Exception, match="not"):
            run(
                workspace,
                empty_trash,
                actor,
                workspace.inbox_id,
                typed=name,
                before=workspace.store.clock(),
            )

    assert workspace.conversation(number).folder == Folder.TRASH


def test_what_is_not_in_the_trash_or_is_held_or_leaving_cannot_go(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    admin = an_admin(workspace)

    with pytest.raises(NotInTrashError):
        run(workspace, purge_conversation, admin, number, typed=str(number))
    run(workspace, trash_conversation, workspace.ann, number)
    with workspace.store.write() as uow:
        uow.session.get_one(Conversation, number).is_kept = True
    with pytest.raises(KeptConversationError):
        run(workspace, purge_conversation, admin, number, typed=str(number))
    with workspace.store.write() as uow:
        uow.session.get_one(Conversation, number).is_kept = False
        uow.session.add(
            Delivery(
                message_id=workspace.messages()[0].id or 0,
                channel_id=workspace.channel_id,
                state=DeliveryState.SENDING,
                due_at=uow.now,
            )
        )
    with pytest.raises(StillSendingError):
        run(workspace, purge_conversation, admin, number, typed=str(number))


def test_emptying_the_trash_takes_only_what_was_in_it_and_goes_on_after_a_stop(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    numbers = [workspace.a_conversation(subject=f"n{n}") for n in range(6)]
    for number in numbers[:4]:
        run(workspace, trash_conversation, workspace.ann, number)
    before = workspace.store.clock()
    with workspace.store.write() as uow:
        late = uow.session.get_one(Conversation, numbers[4])
        late.trashed_at = before + timedelta(seconds=1)
        uow.session.get_one(Conversation, numbers[0]).is_kept = True

    steps = [
        run(
            workspace,
            empty_trash,
            an_admin(workspace),
            workspace.inbox_id,
            typed=" support ",
            before=before,
        ).conversations
        for _ in range(3)
    ]

    assert steps == [2, 1, 0]
    left = [one.id for one in workspace.conversations()]
    assert left == [numbers[0], numbers[4], numbers[5]]


def test_what_has_lain_for_too_long_goes_by_itself_as_the_settings_say(
    workspace: Workspace,
) -> None:
    now = workspace.store.clock()
    old, young, spam, fresh_spam = (
        workspace.a_conversation(subject=f"n{n}") for n in range(4)
    )
    for number in (old, young):
        run(workspace, trash_conversation, workspace.ann, number)
    for number in (spam, fresh_spam):
        run(workspace, filter_conversation, workspace.ann, number)
    with workspace.store.write() as uow:
        for number, days in ((old, 31), (young, 29)):
            row = uow.session.get_one(Conversation, number)
            row.trashed_at = now - timedelta(days=days)
        for number in (spam, fresh_spam):
            row = uow.session.get_one(Conversation, number)
            row.filtered_at = now - timedelta(days=91)
        row = uow.session.get_one(Conversation, spam)
        row.last_message_at = now - timedelta(days=91)

    assert run(workspace, purge_overdue).conversations == 1
    assert [c.id for c in workspace.conversations()] == [young, spam, fresh_spam]
    assert run(workspace, purge_overdue).conversations == 1
    assert [c.id for c in workspace.conversations()] == [young, fresh_spam]
    assert run(workspace, purge_overdue).conversations == 0
    with workspace.store.write() as uow:
        uow.session.add(WorkspaceRules(trash_days=7))
    assert run(workspace, purge_overdue).conversations == 1
    assert [c.id for c in workspace.conversations()] == [fresh_spam]


def test_what_was_merged_or_goes_on_from_it_is_left_whole(
    workspace: Workspace,
) -> None:
    number = a_full_conversation(workspace, message_id="<1@customer.example>")
    merged = workspace.a_conversation(subject="merged away")
    workspace.receive(
        a_mail(
            subject="Re: A question about my order", in_reply_to="<1@customer.example>"
        )
    )
    following = workspace.conversations()[-1].id or 0
    with workspace.store.write() as uow:
        uow.session.get_one(Conversation, merged).merged_into_id = number
    assert workspace.conversation(following).continues_id == number

    run(workspace, purge_conversation, an_admin(workspace), number, typed=str(number))

    (left,) = workspace.conversations()
    assert left.id == following
    assert left.continues_id is None
    assert left.folder == Folder.OPEN


def test_bytes_that_are_stored_again_at_this_moment_are_not_swept(
    workspace: Workspace,
) -> None:
    key = workspace.store.blobs.put(b"not in the database yet")

    swept = sweep_folder(workspace.store, key[:2])
    workspace.store.blobs.put(b"not in the database yet")

    assert swept == 0
    assert not workspace.store.blobs.discard(key, untouched_for=60)
    assert workspace.store.blobs.get(key) == b"not in the database yet"
    assert sweep_folder(workspace.store, key[:2], grace_seconds=0) == 1
    assert not workspace.store.blobs.exists(key)


def test_an_upload_that_was_given_up_is_removed(workspace: Workspace) -> None:
    blobs_ = workspace.store.blobs
    upload = blobs_.temporary_folder() / "half"
    upload.write_bytes(b"half of")
    key = blobs_.put(b"whole")

    assert blobs_.discard_unfinished(untouched_for=60) == 0
    assert blobs_.discard_unfinished(untouched_for=0) == 1

    assert not upload.exists()
    assert blobs_.exists(key)


def test_a_deleted_reply_does_not_come_back_by_its_copy(workspace: Workspace) -> None:
    number = workspace.a_conversation()
    message_id = run(
        workspace,
        send_reply,
        workspace.ann,
        number,
        html="<p>Hi</p>",
        to=[CLARA],
        seen_position=1000,
    )
    header = next(m for m in workspace.messages() if m.id == message_id)
    copy = a_mail(
        from_="support@example.test", message_id=header.message_id_header, text="Hi"
    )
    workspace.receive(copy)
    assert workspace.ledger()[-1].fate is LedgerFate.OWN_COPY
    run(workspace, trash_conversation, workspace.ann, number)
    run(workspace, purge_conversation, an_admin(workspace), number, typed=str(number))

    workspace.receive(copy)

    assert workspace.conversations() == []
    assert {line.fate for line in workspace.ledger()} == {LedgerFate.DELETED}


def test_a_filtered_conversation_keeps_its_reason_through_the_trash(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    run(workspace, filter_conversation, workspace.ann, number)
    before = workspace.conversation(number)

    run(workspace, trash_conversation, workspace.ann, number)
    run(workspace, restore_conversation, workspace.ann, number)

    after = workspace.conversation(number)
    assert after.folder == Folder.FILTERED
    assert after.filtered_reason is FilteredReason.MANUAL
    assert after.filtered_at == before.filtered_at
