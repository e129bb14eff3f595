"""No word of a comment leaves with a reply, whatever that quotes."""

import pytest

from inbox_app.channels.email.compose import compose_mail
from inbox_app.models import Channel
from inbox_app.services.comments import add_comment, edit_comment
from inbox_app.services.outbox import lease_due
from inbox_app.services.replies import send_reply
from inbox_app.workers.outgoing_mail import build_outgoing_mail
from tests.builders.workspace import Workspace

SECRET = "Heliotrope"


@pytest.mark.parametrize("quote", ["none", "last", "full"])
def test_a_reply_carries_no_word_of_the_comments(
    workspace: Workspace, quote: str
) -> None:
    conversation_id = workspace.a_conversation()
    with workspace.store.write() as uow:
        channel = uow.session.get_one(Channel, workspace.channel_id)
        channel.settings = {**channel.settings, "quote": quote}
        uow.session.add(channel)
        comment_id = add_comment(
            uow, workspace.ann, conversation_id, html=f"<p>{SECRET} one</p>"
        )
        edit_comment(uow, workspace.ann, comment_id, html=f"<p>{SECRET} two</p>")
        send_reply(
            uow,
            workspace.ann,
            conversation_id,
            html="<p>Here you are.</p>",
            to=[{"name": "Clara", "address": "clara@customer.example"}],
            seen_position=99,
        )
    workspace.store.clock.advance(minutes=1)  # type: ignore[attr-defined]

    with workspace.store.write() as uow:
        (due,) = lease_due(uow)
    mail = build_outgoing_mail(workspace.store, due)

    assert "Here you are." in mail.html
    assert SECRET not in repr(mail)
    assert SECRET.encode() not in compose_mail(mail)
