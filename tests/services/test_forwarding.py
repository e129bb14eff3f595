"""Passing on to a third party: what goes, what stays, and where answers land."""

import pytest
from sqlmodel import select

from inbox_app.domain.enums import ActivityKind, DraftKind
from inbox_app.domain.errors import (
    AttachmentNotFoundError,
    ChannelNotFoundError,
    ConversationNotFoundError,
    InvalidAddressError,
    MessageNotFoundError,
    NoRecipientError,
    NotAMemberError,
    TooLateToUndoError,
)
from inbox_app.models import Activity, Attachment, Channel, Draft, MessageBody
from inbox_app.queries.conversation import read_conversation
from inbox_app.queries.forward import read_forward
from inbox_app.services.comments import add_comment
from inbox_app.services.composing import send_new
from inbox_app.services.forwarding import send_forward
from inbox_app.services.outbox import lease_due, record_sent
from inbox_app.services.replies import send_reply
from inbox_app.services.unsent_replies import undo_send
from tests.builders.mail import Attached, a_mail
from tests.builders.workspace import Workspace

THEO = {"name": "Theo Third", "address": "theo@third.example"}
PICTURE = Attached("logo.png", b"\x89PNG", "image/png", content_id="logo@c")
BILL = Attached("bill.pdf", b"%PDF", "application/pdf")
SECRET = Attached("passport.pdf", b"%PDF secret", "application/pdf")


def an_original(workspace: Workspace) -> int:
    """A mail with a picture in its text and two files."""
    return workspace.a_conversation(
        message_id="<1@c>",
        subject="My bill",
        cc="cousin@customer.example",
        html='<p>Please <b>look</b> <img src="cid:logo@c"></p>',
        attachments=[PICTURE, BILL, SECRET],
    )


def forward(workspace: Workspace, conversation_id: int, **values: object) -> int:
    """Forward as Ann what is not said otherwise."""
    given = {
        "actor": workspace.ann,
        "message_id": 0,
        "channel_id": workspace.channel_id,
        "subject": "Fwd: My bill",
        "html": "<p>Can you check?</p>",
        "to": [THEO],
        **values,
    }
    with workspace.store.write() as uow:
        return send_forward(uow, given.pop("actor"), conversation_id, **given)


def body_of(workspace: Workspace, message_id: int) -> MessageBody:
    with workspace.store.read() as uow:
        return uow.session.get_one(MessageBody, message_id)


def files_of(workspace: Workspace, message_id: int) -> list[Attachment]:
    with workspace.store.read() as uow:
        statement = select(Attachment).where(Attachment.message_id == message_id)
        return list(uow.session.exec(statement.order_by("id")))


def side(workspace: Workspace) -> int:
    return workspace.conversations()[-1].id or 0


def test_a_forward_leaves_from_a_conversation_of_its_own(workspace: Workspace) -> None:
    original = an_original(workspace)

    message_id = forward(workspace, original)

    found = workspace.conversation(side(workspace))
    assert found.id != original
    assert found.parent_id == original
    assert found.contact_address == "theo@third.example"
    assert found.assignee_id == workspace.ann.agent_id
    assert found.reply_token != workspace.conversation(original).reply_token
    body = body_of(workspace, message_id)
    assert (body.in_reply_to, body.references) == ("", [])
    with workspace.store.read() as uow:
        told = uow.session.exec(
            select(Activity).where(Activity.kind == ActivityKind.FORWARDED)
        ).one()
        view = read_conversation(uow, workspace.ann, found.id or 0)
    assert told.conversation_id == original
    assert (told.data["side"], told.data["name"]) == (found.id, "Theo Third")
    assert view["head"]["side_of"] == original
    assert [one["address"] for one in view["head"]["participants"]] == [
        "theo@third.example"
    ]


def test_the_mail_is_quoted_with_its_head_and_pictures_and_never_the_comments(
    workspace: Workspace,
) -> None:
    original = an_original(workspace)
    with workspace.store.write() as uow:
        add_comment(uow, workspace.ann, original, html="<p>difficult customer</p>")

    message_id = forward(workspace, original)

    body = body_of(workspace, message_id)
    assert body.html.startswith("<p>Can you check?</p>")
    assert "Clara Customer &lt;clara@customer.example&gt;" in body.html
    assert "<b>Cc:</b> cousin@customer.example" in body.html
    assert "<b>look</b>" in body.html
    assert "difficult" not in body.html + body.text
    assert body.reply_text == "Can you check?"
    assert "From: Clara Customer <clara@customer.example>" in body.text
    logo, bill, secret = files_of(workspace, message_id)
    assert logo.is_inline
    assert f"cid:{logo.content_id}" in body.html
    assert [bill.filename, secret.filename] == ["bill.pdf", "passport.pdf"]
    assert not bill.is_inline


def test_what_is_left_out_stays_here(workspace: Workspace) -> None:
    original = an_original(workspace)
    with workspace.store.read() as uow:
        offered = read_forward(uow, workspace.ann, original, 0)["forwarded_files"]
    assert [file["filename"] for file in offered] == ["bill.pdf", "passport.pdf"]

    message_id = forward(workspace, original, left_out=[offered[1]["id"]])

    names = [file.filename for file in files_of(workspace, message_id)]
    assert names == ["logo.png", "bill.pdf"]


def test_one_message_goes_alone_and_what_has_not_left_never_goes(
    workspace: Workspace,
) -> None:
    original = an_original(workspace)
    first = workspace.messages()[-1].id or 0
    with workspace.store.write() as uow:
        send_reply(
            uow,
            workspace.ann,
            original,
            html="<p>not yet sent</p>",
            to=[{"address": "clara@customer.example"}],
            bcc=[{"address": "boss@acme.test"}],
            seen_position=99,
        )
    unsent = workspace.messages()[-1].id or 0

    whole = body_of(workspace, forward(workspace, original))
    with pytest.raises(MessageNotFoundError):
        forward(workspace, original, message_id=unsent)
    workspace.store.clock.advance(seconds=11)  # type: ignore[attr-defined]
    with workspace.store.write() as uow:
        for due in lease_due(uow):
            record_sent(uow, due.message_id, [])
    one = body_of(workspace, forward(workspace, original, message_id=first))
    both = body_of(workspace, forward(workspace, original))

    assert "not yet sent" not in whole.html
    assert "not yet sent" not in one.html
    assert "not yet sent" in both.html
    assert "boss@acme.test" not in both.html + both.text


def test_the_third_partys_answer_joins_the_side_and_not_the_original(
    workspace: Workspace,
) -> None:
    original = an_original(workspace)
    forward(workspace, original)
    ours = workspace.messages()[-1].message_id_header
    count = workspace.conversation(original).message_count

    workspace.receive(
        a_mail(
            from_="Theo Third <theo@third.example>",
            cc="clara@customer.example",
            subject="Re: Fwd: My bill",
            in_reply_to=ours,
            # A mail program that threads by the text may name the original too.
            references=["<1@c>", ours],
        )
    )

    assert workspace.conversation(original).message_count == count
    assert workspace.conversation(side(workspace)).message_count == 2
    with workspace.store.read() as uow:
        defaults = read_conversation(uow, workspace.ann, side(workspace))["recipients"]
    assert [one["address"] for one in defaults["to"]] == ["theo@third.example"]
    assert defaults["cc"] == []


@pytest.mark.parametrize("sender", ["theo@third.example", "cousin@customer.example"])
def test_an_answer_that_does_not_fit_the_side_never_falls_back_to_the_original(
    workspace: Workspace, sender: str
) -> None:
    original = an_original(workspace)
    forward(workspace, original, to=[{"address": sender}])
    ours = workspace.messages()[-1].message_id_header
    count = workspace.conversation(original).message_count

    workspace.receive(
        a_mail(
            from_=sender,
            subject="Quite another thing",
            in_reply_to=ours,
            references=["<1@c>", ours],
        ),
        a_mail(
            from_="assistant@third.example",
            subject="Re: Fwd: My bill",
            references=["<1@c>", ours],
        ),
    )

    assert workspace.conversation(original).message_count == count
    assert len(workspace.conversations()) == 4


def test_the_customers_answer_still_joins_the_original(workspace: Workspace) -> None:
    original = an_original(workspace)
    forward(workspace, original)

    workspace.receive(a_mail(subject="Re: My bill", references=["<1@c>"]))

    assert workspace.conversation(original).message_count == 2


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"to": []}, NoRecipientError),
        ({"to": [{"address": "nobody"}]}, InvalidAddressError),
        ({"message_id": 4711}, MessageNotFoundError),
        ({"message_id": 2**50}, MessageNotFoundError),
        ({"message_id": "1"}, MessageNotFoundError),
        ({"channel_id": 4711}, ChannelNotFoundError),
        ({"left_out": [4711]}, AttachmentNotFoundError),
        ({"attachment_ids": [1]}, AttachmentNotFoundError),
    ],
)
def test_what_cannot_be_forwarded_is_refused_and_leaves_nothing(
    workspace: Workspace, values: dict[str, object], refusal: type[Exception]
) -> None:
    original = an_original(workspace)

    with pytest.raises(refusal):
        forward(workspace, original, **values)

    assert len(workspace.conversations()) == 1


def test_nobody_forwards_what_they_do_not_answer(workspace: Workspace) -> None:
    original = an_original(workspace)

    with pytest.raises(ConversationNotFoundError):
        forward(workspace, original, actor=workspace.eve)
    with pytest.raises(NotAMemberError):
        forward(workspace, original, actor=workspace.admin)
    with pytest.raises(ConversationNotFoundError):
        forward(workspace, 4711)


def test_a_message_of_another_conversation_cannot_be_slipped_in(
    workspace: Workspace,
) -> None:
    original = an_original(workspace)
    workspace.a_conversation(subject="Something else")
    other = workspace.messages()[-1].id or 0

    with pytest.raises(MessageNotFoundError):
        forward(workspace, original, message_id=other)


def test_it_leaves_by_a_channel_of_the_same_inbox_only(workspace: Workspace) -> None:
    original = an_original(workspace)
    with workspace.store.write() as uow:
        other = Channel(
            inbox_id=workspace.other_inbox_id,
            address="sales@example.test",
            created_at=uow.now,
        )
        uow.session.add(other)
        uow.session.flush()
        other_id = other.id or 0

    with pytest.raises(ChannelNotFoundError):
        forward(workspace, original, channel_id=other_id)


def test_an_undone_forward_returns_as_a_draft_and_leaves_no_trace_beside_it(
    workspace: Workspace,
) -> None:
    original = an_original(workspace)
    with workspace.store.read() as uow:
        offered = read_forward(uow, workspace.ann, original, 0)["forwarded_files"]
    left_out = [offered[0]["id"]]
    message_id = forward(workspace, original, left_out=left_out)

    with workspace.store.write() as uow:
        returned = undo_send(uow, workspace.ann, message_id)

    assert returned == (DraftKind.FORWARD, original)
    assert [one.id for one in workspace.conversations()] == [original]
    with workspace.store.read() as uow:
        draft = uow.session.exec(select(Draft)).one()
        view = read_forward(uow, workspace.ann, original, None)
        files = uow.session.exec(select(Attachment)).all()
    assert draft.html == "<p>Can you check?</p>"
    assert view["recipients"]["to"] == [THEO]
    assert view["left_out"] == left_out
    assert len(files) == 3


def test_an_undone_new_message_returns_to_the_composer(workspace: Workspace) -> None:
    with workspace.store.write() as uow:
        message_id = send_new(
            uow,
            workspace.ann,
            channel_id=workspace.channel_id,
            subject="Offer",
            html="<p>Hello</p>",
            to=[THEO],
        )
    with workspace.store.write() as uow:
        assert undo_send(uow, workspace.ann, message_id) == (DraftKind.COMPOSE, 0)

    assert workspace.conversations() == []
    with workspace.store.read() as uow:
        draft = uow.session.exec(select(Draft)).one()
    assert (draft.kind, draft.subject, draft.html) == (
        DraftKind.COMPOSE,
        "Offer",
        "<p>Hello</p>",
    )


def test_an_undone_new_message_stays_in_its_conversation_once_more_happened(
    workspace: Workspace,
) -> None:
    with workspace.store.write() as uow:
        message_id = send_new(
            uow,
            workspace.ann,
            channel_id=workspace.channel_id,
            subject="Offer",
            html="<p>Hello</p>",
            to=[THEO],
        )
    number = side(workspace)
    with workspace.store.write() as uow:
        add_comment(uow, workspace.bob, number, html="<p>good luck</p>")

    with workspace.store.write() as uow:
        assert undo_send(uow, workspace.ann, message_id) == (DraftKind.REPLY, number)
    with workspace.store.write() as uow, pytest.raises(Exception, match="message"):
        undo_send(uow, workspace.ann, message_id)


def test_what_has_left_is_not_taken_back(workspace: Workspace) -> None:
    message_id = forward(workspace, an_original(workspace))
    workspace.store.clock.advance(seconds=11)  # type: ignore[attr-defined]
    with workspace.store.write() as uow:
        lease_due(uow)

    with workspace.store.write() as uow, pytest.raises(TooLateToUndoError):
        undo_send(uow, workspace.ann, message_id)


def test_what_a_forward_quotes_is_shown_in_the_frame_for_foreign_mail(
    workspace: Workspace,
) -> None:
    original = workspace.a_conversation(
        html='<div style="position:fixed;inset:0">Log in again</div>'
    )

    message_id = forward(workspace, original)

    with workspace.store.read() as uow:
        view = read_conversation(uow, workspace.ann, side(workspace))
    shown = view["items"][0]
    assert shown["html"] == ""
    assert shown["frame_url"] == f"/mail/{message_id}"
