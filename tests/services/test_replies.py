"""Sending, taking back, and what is refused."""

import pytest
from sqlmodel import select

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import (
    ConversationStatus,
    DeliveryState,
    DraftKind,
)
from inbox_app.domain.errors import (
    AttachmentNotFoundError,
    ConversationNotFoundError,
    EmptyMessageError,
    InvalidAddressError,
    MissingFieldError,
    NewerMessageError,
    NoRecipientError,
    NotAMemberError,
    TooLateToUndoError,
)
from inbox_app.models import Attachment, Delivery, Draft, MessageBody
from inbox_app.services.comments import add_comment
from inbox_app.services.drafts import save_draft
from inbox_app.services.outbox import lease_due, record_failure, record_sent
from inbox_app.services.replies import send_reply
from inbox_app.services.unsent_replies import (
    discard_failed,
    edit_failed,
    retry_send,
    undo_send,
)
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace

CLARA = {"name": "Clara", "address": "clara@customer.example"}


def reply(workspace: Workspace, conversation_id: int, **values: object) -> int:
    """Send as Ann what is not said otherwise."""
    given = {
        "actor": workspace.ann,
        "html": "<p>Here you are.</p>",
        "to": [CLARA],
        "seen_position": workspace.conversation(conversation_id).last_position,
        **values,
    }
    with workspace.store.write() as uow:
        return send_reply(uow, given.pop("actor"), conversation_id, **given)


def delivery(store: Store, message_id: int) -> Delivery:
    """The outbox row as it is now."""
    with store.read() as uow:
        return uow.session.get_one(Delivery, message_id)


def test_a_reply_is_threaded_and_waits_for_the_undo_window(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation(message_id="<1@c>", subject="Order")

    message_id = reply(workspace, conversation_id)

    with workspace.store.read() as uow:
        body = uow.session.get_one(MessageBody, message_id)
    assert body.in_reply_to == "<1@c>"
    assert body.references == ["<1@c>"]
    assert body.subject == "Re: Order"
    with workspace.store.write() as uow:
        assert lease_due(uow) == []
    workspace.store.clock.advance(seconds=11)  # type: ignore[attr-defined]
    with workspace.store.write() as uow:
        assert [due.message_id for due in lease_due(uow)] == [message_id]


def test_a_reply_to_an_unassigned_conversation_assigns_it_to_the_sender(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()

    reply(workspace, conversation_id, also_close=True)

    conversation = workspace.conversation(conversation_id)
    assert conversation.assignee_id == workspace.ann.agent_id
    assert conversation.status is ConversationStatus.CLOSED
    assert conversation.waiting_since is None


def test_the_answer_to_a_reply_comes_back_to_the_conversation(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation(subject="Order")
    reply(workspace, conversation_id)
    ours = workspace.messages()[-1].message_id_header

    workspace.receive(a_mail(subject="Re: Order", in_reply_to=ours))

    assert workspace.conversation(conversation_id).message_count == 3


def test_what_was_not_seen_holds_a_reply(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation(message_id="<1@c>", subject="Order")
    seen = workspace.conversation(conversation_id).last_position
    workspace.receive(a_mail(subject="Re: Order", references=["<1@c>"]))

    with pytest.raises(NewerMessageError):
        reply(workspace, conversation_id, seen_position=seen)

    assert len(workspace.messages()) == 2
    reply(workspace, conversation_id, seen_position=seen + 1)


def test_a_colleagues_comment_holds_a_reply_and_ones_own_does_not(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    with workspace.store.write() as uow:
        add_comment(uow, workspace.ann, conversation_id, html="<p>mine</p>")
    reply(workspace, conversation_id, seen_position=1)
    with workspace.store.write() as uow:
        add_comment(uow, workspace.bob, conversation_id, html="<p>wait!</p>")
    before = workspace.conversation(conversation_id).last_position - 1

    with pytest.raises(NewerMessageError):
        reply(workspace, conversation_id, seen_position=before)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"to": []}, NoRecipientError),
        ({"to": [{"name": "", "address": "not an address"}]}, InvalidAddressError),
        ({"cc": [{"name": "", "address": "a@b.c\r\nBcc: x@y.z"}]}, InvalidAddressError),
        ({"html": "<p> </p>"}, EmptyMessageError),
        ({"attachment_ids": [999]}, AttachmentNotFoundError),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_stored(
    workspace: Workspace, values: dict[str, object], refusal: type[Exception]
) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(refusal):
        reply(workspace, conversation_id, **values)

    assert len(workspace.messages()) == 1


def test_only_members_of_the_inbox_reply(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(ConversationNotFoundError):
        reply(workspace, conversation_id, actor=workspace.eve)
    with pytest.raises(NotAMemberError):
        reply(workspace, conversation_id, actor=workspace.admin)


def test_undo_brings_text_recipients_and_files_back(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    before = workspace.conversation(conversation_id)
    with workspace.store.write() as uow:
        file = Attachment(
            conversation_id=conversation_id,
            uploader_id=workspace.ann.agent_id,
            filename="plan.pdf",
            content_type="application/pdf",
            size=4,
            blob_key=uow.blobs.put(b"%PDF"),
            created_at=uow.now,
        )
        uow.session.add(file)
        save_draft(
            uow, workspace.ann, conversation_id, DraftKind.REPLY, html="<p>a</p>"
        )
        uow.session.flush()
        file_id = file.id or 0
    message_id = reply(workspace, conversation_id, attachment_ids=[file_id])

    with workspace.store.write() as uow:
        undo_send(uow, workspace.ann, message_id)

    with workspace.store.read() as uow:
        draft = uow.session.exec(select(Draft)).one()
        file = uow.session.get_one(Attachment, file_id)
    assert draft.html == "<p>Here you are.</p>"
    assert draft.recipients is not None
    assert draft.recipients["to"] == [CLARA]
    assert file.message_id is None
    after = workspace.conversation(conversation_id)
    assert after.preview == before.preview
    assert after.message_count == 1
    assert after.waiting_since == before.waiting_since


def test_a_message_that_is_leaving_cannot_be_taken_back(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    message_id = reply(workspace, conversation_id)
    workspace.store.clock.advance(seconds=11)  # type: ignore[attr-defined]
    with workspace.store.write() as uow:
        lease_due(uow)

    with pytest.raises(TooLateToUndoError), workspace.store.write() as uow:
        undo_send(uow, workspace.ann, message_id)


def test_a_passing_failure_is_tried_again_later_and_a_lasting_one_is_not(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    message_id = reply(workspace, conversation_id)
    clock = workspace.store.clock
    clock.advance(seconds=11)  # type: ignore[attr-defined]
    with workspace.store.write() as uow:
        lease_due(uow)
        record_failure(uow, message_id, server_words="451 busy", is_permanent=False)
    waiting = delivery(workspace.store, message_id)
    with workspace.store.write() as uow:
        assert lease_due(uow) == []
    clock.advance(hours=2)  # type: ignore[attr-defined]
    with workspace.store.write() as uow:
        assert len(lease_due(uow)) == 1
        record_failure(uow, message_id, server_words="550 no", is_permanent=True)
    failed = delivery(workspace.store, message_id)
    clock.advance(hours=2)  # type: ignore[attr-defined]

    with workspace.store.write() as uow:
        assert lease_due(uow) == []
    assert waiting.state is DeliveryState.QUEUED
    assert waiting.last_error == "451 busy"
    assert failed.state is DeliveryState.FAILED
    assert failed.last_error == "550 no"


def test_a_lease_that_ran_out_makes_the_message_due_again(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    reply(workspace, conversation_id)
    workspace.store.clock.advance(seconds=11)  # type: ignore[attr-defined]
    with workspace.store.write() as uow:
        first = lease_due(uow)
    workspace.store.clock.advance(minutes=5)  # type: ignore[attr-defined]

    with workspace.store.write() as uow:
        second = lease_due(uow)

    assert [d.message_id_header for d in first] == [d.message_id_header for d in second]


def test_a_failed_reply_can_be_retried_edited_or_discarded(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    ids = [reply(workspace, conversation_id) for _ in range(3)]
    with workspace.store.write() as uow:
        for message_id in ids:
            record_failure(uow, message_id, server_words="550 no", is_permanent=True)

    with workspace.store.write() as uow:
        retry_send(uow, workspace.ann, ids[0])
        edit_failed(uow, workspace.ann, ids[1])
        discard_failed(uow, workspace.bob, ids[2])

    assert delivery(workspace.store, ids[0]).state is DeliveryState.QUEUED
    assert [m.id for m in workspace.messages()][1:] == [ids[0]]
    with workspace.store.read() as uow:
        assert uow.session.exec(select(Draft)).one().html == "<p>Here you are.</p>"


def test_a_sent_reply_can_be_neither_edited_nor_discarded(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    message_id = reply(workspace, conversation_id)
    with workspace.store.write() as uow:
        record_sent(uow, message_id, ["clara@customer.example"])

    for refused in (edit_failed, discard_failed, retry_send, undo_send):
        with pytest.raises(TooLateToUndoError), workspace.store.write() as uow:
            refused(uow, workspace.ann, message_id)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Dear [[missing: contact.name]]</p>",
        "<p>Dear [[<b>missing</b>: contact.<i>name</i>]]</p>",
    ],
)
def test_a_reply_with_a_value_still_missing_does_not_leave(
    workspace: Workspace, html: str
) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(MissingFieldError):
        reply(workspace, conversation_id, html=html)
