"""Imported items stand where their time puts them, and stay as read as they were."""

from datetime import timedelta

from sqlmodel import select

from inbox_app.ingest.pipeline import IncomingMail, ingest_mails
from inbox_app.models import Comment, ConversationReadMark, Message
from inbox_app.services.comments import add_comment
from inbox_app.services.item_order import (
    conversations_of,
    disordered_conversations,
    order_items,
)
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace


def import_backwards(workspace: Workspace) -> int:
    """Newest mail, a comment on it, then two older mails; the conversation."""
    now = workspace.store.clock()
    for days, uid in ((0, 3), (2, 2), (4, 1)):
        raw = a_mail(
            subject="Order",
            message_id=f"<{uid}@c>",
            references=["<1@c>"] if uid > 1 else [],
        )
        mail = IncomingMail(raw, now - timedelta(days=days), "INBOX", 7, uid)
        ingest_mails(workspace.store, workspace.channel_id, [mail])
        if uid == 3:
            (conversation,) = workspace.conversations()
            with workspace.store.write() as uow:
                add_comment(uow, workspace.ann, conversation.id or 0, html="<p>hm</p>")
    (conversation,) = workspace.conversations()
    return conversation.id or 0


def test_items_are_numbered_by_their_time(workspace: Workspace) -> None:
    conversation_id = import_backwards(workspace)

    with workspace.store.write() as uow:
        changed = order_items(uow, [conversation_id])

    with workspace.store.read() as uow:
        messages = uow.session.exec(select(Message).order_by("position")).all()
        comment = uow.session.exec(select(Comment)).one()
    conversation = workspace.conversation(conversation_id)
    assert changed == 1
    assert [m.message_id_header for m in messages] == ["<1@c>", "<2@c>", "<3@c>"]
    assert [m.position for m in messages] == [1, 2, 3]
    assert comment.position == conversation.last_position == 4
    assert conversation.last_inbound_position == 3


def test_what_was_read_stays_read(workspace: Workspace) -> None:
    conversation_id = import_backwards(workspace)
    with workspace.store.write() as uow:
        for mark in uow.session.exec(select(ConversationReadMark)).all():
            uow.session.delete(mark)
        uow.session.flush()
        uow.session.add(
            ConversationReadMark(
                agent_id=workspace.ann.agent_id,
                conversation_id=conversation_id,
                position=1,
            )
        )

    with workspace.store.write() as uow:
        order_items(uow, [conversation_id])

    with workspace.store.read() as uow:
        mark = uow.session.exec(select(ConversationReadMark)).one()
    # The newest mail, which was the first to be there.
    assert mark.position == 3


def test_only_conversations_out_of_order_are_found_and_changed(
    workspace: Workspace,
) -> None:
    conversation_id = import_backwards(workspace)
    workspace.a_conversation(from_="dave@customer.example", subject="Other")

    with workspace.store.write() as uow:
        found = disordered_conversations(uow, workspace.channel_id)
        order_items(uow, found)
    with workspace.store.write() as uow:
        left = disordered_conversations(uow, workspace.channel_id)
        everything = [c.id or 0 for c in workspace.conversations()]
        changed = order_items(uow, everything)

    assert found == [conversation_id]
    assert left == []
    assert changed == 0
    assert uow.events == []


def test_the_conversations_of_a_batch_are_known_by_its_uids(
    workspace: Workspace,
) -> None:
    conversation_id = import_backwards(workspace)

    with workspace.store.read() as uow:
        found = [
            conversations_of(
                uow,
                workspace.channel_id,
                folder="INBOX",
                uidvalidity=uidvalidity,
                uids=uids,
            )
            for uidvalidity, uids in ((7, [1, 2]), (8, [1]), (7, []))
        ]

    assert found == [[conversation_id], [], []]
