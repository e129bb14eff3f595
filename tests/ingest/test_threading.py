"""Where a mail goes, and that it says why."""

import itertools
from datetime import timedelta

import pytest

from inbox_app.domain.enums import ConversationStatus, Folder, JoinReason, LedgerFate
from inbox_app.ingest.pipeline import IncomingMail, ingest_mails
from inbox_app.services.conversations import close_conversation, trash_conversation
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace

CLARA = "Clara Customer <clara@customer.example>"


def test_an_answer_joins_by_its_references(workspace: Workspace) -> None:
    workspace.receive(a_mail(message_id="<1@c>", subject="Order"))

    workspace.receive(a_mail(subject="Re: Order", references=["<1@c>"]))

    (conversation,) = workspace.conversations()
    assert conversation.message_count == 2
    assert workspace.messages()[1].join_reason is JoinReason.REFERENCES
    assert workspace.messages()[1].join_detail == "<1@c>"


def test_an_answer_to_our_reply_address_joins_without_references(
    workspace: Workspace,
) -> None:
    workspace.receive(a_mail(subject="Order"))
    token = workspace.conversations()[0].reply_token

    workspace.receive(
        a_mail(subject="RE: Order", to=f"Acme <support+{token}@example.test>")
    )

    assert len(workspace.conversations()) == 1
    assert workspace.messages()[1].join_reason is JoinReason.TOKEN


def test_the_same_subject_alone_joins_nothing(workspace: Workspace) -> None:
    workspace.receive(a_mail(subject="Order"), a_mail(subject="Re: Order"))

    assert len(workspace.conversations()) == 2


def test_a_stranger_who_names_our_mail_starts_a_conversation_that_says_so(
    workspace: Workspace,
) -> None:
    workspace.receive(a_mail(message_id="<1@c>", subject="Order"))

    workspace.receive(
        a_mail(from_="mallory@evil.example", subject="Re: Order", references=["<1@c>"])
    )

    first, second = workspace.conversations()
    assert first.message_count == second.message_count == 1
    assert workspace.messages()[1].join_reason is JoinReason.STRANGER
    assert workspace.messages()[1].join_detail == str(first.id)


def test_somebody_in_copy_may_join(workspace: Workspace) -> None:
    workspace.receive(
        a_mail(message_id="<1@c>", subject="Order", cc="dan@customer.example")
    )

    workspace.receive(
        a_mail(from_="Dan@Customer.example", subject="Re: Order", references=["<1@c>"])
    )

    assert len(workspace.conversations()) == 1
    assert workspace.conversations()[0].participant_count == 2


def test_a_new_subject_starts_a_conversation_that_says_so(workspace: Workspace) -> None:
    workspace.receive(a_mail(message_id="<1@c>", subject="Order"))

    workspace.receive(a_mail(subject="Something else", references=["<1@c>"]))

    assert len(workspace.conversations()) == 2
    assert workspace.messages()[1].join_reason is JoinReason.NEW_SUBJECT


def test_a_mail_on_a_trashed_conversation_starts_one_that_continues_it(
    workspace: Workspace,
) -> None:
    workspace.receive(a_mail(message_id="<1@c>", subject="Order"))
    trashed_id = workspace.conversations()[0].id or 0
    with workspace.store.write() as uow:
        trash_conversation(uow, workspace.ann, trashed_id)

    workspace.receive(a_mail(subject="Re: Order", references=["<1@c>"]))

    first, second = workspace.conversations()
    assert (first.folder, second.folder) == (Folder.TRASH, Folder.OPEN)
    assert second.continues_id == trashed_id


def test_a_person_reopens_a_closed_conversation_and_a_machine_does_not(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation(message_id="<1@c>", subject="Order")
    with workspace.store.write() as uow:
        close_conversation(uow, workspace.ann, conversation_id)
    before = workspace.conversation(conversation_id).last_message_at
    workspace.store.clock.advance(hours=1)  # type: ignore[attr-defined]

    workspace.receive(
        a_mail(
            subject="Automatic reply: Order",
            references=["<1@c>"],
            headers={"Auto-Submitted": "auto-replied"},
        )
    )
    after_machine = workspace.conversation(conversation_id)
    workspace.receive(a_mail(subject="Re: Order", references=["<1@c>"]))
    after_person = workspace.conversation(conversation_id)

    assert after_machine.message_count == 2
    assert after_machine.status is ConversationStatus.CLOSED
    assert after_machine.last_message_at == before
    assert after_person.status is ConversationStatus.OPEN
    assert after_person.last_message_at > before


def test_a_mail_that_comes_twice_is_stored_once(workspace: Workspace) -> None:
    raw = a_mail()
    # A second way to us adds a header line and changes nothing else.
    again = b"Received: from elsewhere\r\n" + raw

    workspace.receive(raw, raw, again)

    assert len(workspace.messages()) == 1
    assert [entry.fate for entry in workspace.ledger()] == [
        LedgerFate.RECEIVED,
        LedgerFate.DUPLICATE,
        LedgerFate.DUPLICATE,
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_of_arrival_gives_the_same_conversations(
    workspace: Workspace, order: tuple[int, ...]
) -> None:
    # Everybody answers to all, so that who takes part is known from any of them.
    dan = "dan@customer.example"
    mails = [
        a_mail(message_id="<1@c>", subject="Order", cc=dan),
        a_mail(message_id="<2@c>", subject="Re: Order", cc=dan, references=["<1@c>"]),
        a_mail(
            from_=dan,
            message_id="<3@c>",
            subject="Re: Order",
            cc=CLARA,
            references=["<1@c>", "<2@c>"],
        ),
        a_mail(message_id="<4@c>", subject="Invoice"),
    ]

    for number in order:
        workspace.receive(mails[number])

    assert sorted(c.message_count for c in workspace.conversations()) == [1, 3]


def test_a_conversation_is_named_by_its_oldest_mail_whichever_comes_first(
    workspace: Workspace,
) -> None:
    now = workspace.store.clock()
    newer = a_mail(message_id="<2@c>", subject="Re: Order", references=["<1@c>"])
    older = a_mail(message_id="<1@c>", subject="Order")
    mails = [
        IncomingMail(newer, now, "INBOX", 1, 2),
        IncomingMail(older, now - timedelta(days=1), "INBOX", 1, 1),
    ]

    for mail in mails:
        ingest_mails(workspace.store, workspace.channel_id, [mail])

    (conversation,) = workspace.conversations()
    assert conversation.subject == "Order"
    assert conversation.created_at == now - timedelta(days=1)
    assert conversation.last_message_at == now


def test_nobody_joins_by_calling_a_mail_automatic(workspace: Workspace) -> None:
    workspace.receive(a_mail(message_id="<1@c>", subject="Order"))
    automatic = {"Auto-Submitted": "auto-replied"}

    workspace.receive(
        a_mail(from_="m@evil.example", references=["<1@c>"], headers=automatic),
        a_mail(from_="away@customer.example", references=["<1@c>"], headers=automatic),
    )

    first, second = workspace.conversations()
    assert (first.message_count, second.message_count) == (2, 1)
    assert workspace.messages()[1].join_reason is JoinReason.STRANGER
