"""The open conversation: items, drafts, recipients, catching up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from inbox_app.domain.enums import DeliveryState, Direction
from inbox_app.domain.errors import ConversationNotFoundError, MessageNotFoundError
from inbox_app.models import Agent, Channel, Delivery, Participant
from inbox_app.queries.conversation import (
    read_conversation,
    read_items_since,
    read_message_source,
    read_older_items,
)
from tests.queries.desk import SALES, SUPPORT, Desk


@pytest.fixture
def talk(desk: Desk) -> int:
    """Give a question, a comment, an activity and an answer on its way."""
    conversation_id = desk.a_conversation(last_position=4)
    desk.a_message(
        conversation_id,
        position=1,
        text="Where is it?\n\nOn Monday Ann wrote:\n> It is blue.",
        recipients={"to": [{"name": "", "address": "inbox1@team.example"}]},
    )
    desk.a_comment(conversation_id, position=2)
    desk.an_activity(conversation_id, position=3)
    desk.a_message(
        conversation_id,
        position=4,
        direction=Direction.OUTBOUND,
        state=DeliveryState.QUEUED,
        author_id=1,
        from_name="The Team",
        from_address="inbox1@team.example",
        recipients={"to": [{"name": "Clara", "address": "clara@customer.example"}]},
    )
    return conversation_id


def test_items_of_all_kinds_come_in_the_order_of_their_positions(
    desk: Desk, talk: int
) -> None:
    view = read_conversation(desk.uow, desk.ann, talk)

    assert [item["kind"] for item in view["items"]] == [
        "message",
        "comment",
        "activity",
        "message",
    ]
    assert [item["position"] for item in view["items"]] == [1, 2, 3, 4]
    assert not view["has_older"]


def test_each_kind_of_item_carries_what_it_shows(desk: Desk, talk: int) -> None:
    question, note, fact, answer = read_conversation(desk.uow, desk.ann, talk)["items"]

    assert question["author_name"] == "Clara Customer"
    assert [part["is_quote"] for part in question["parts"]] == [False, True]
    assert question["join_reason"] == "join.new"
    assert (note["author_name"], note["html"]) == ("Ann Arbor", "<p>Note</p>")
    assert fact["activity"] == "activity.assigned"
    assert fact["values"]["name"] == "Bob Berg"
    assert fact["values"]["before"] == ""
    assert (answer["author_name"], answer["delivery"]) == ("Ann Arbor", "queued")
    assert answer["to"] == [{"name": "Clara", "address": "clara@customer.example"}]


def test_a_reply_can_be_taken_back_until_it_may_leave(desk: Desk, talk: int) -> None:
    item = read_conversation(desk.uow, desk.ann, talk)["items"][-1]
    assert item["undo_until"] == "2026-03-02T10:00:10.000000Z"

    delivery = desk.uow.session.get_one(Delivery, item["id"])
    delivery.due_at = desk.uow.now - timedelta(seconds=1)

    item = read_conversation(desk.uow, desk.ann, talk)["items"][-1]
    assert item["undo_until"] == ""


def test_a_conversation_opens_at_its_end_and_goes_back_page_by_page(
    desk: Desk,
) -> None:
    conversation_id = desk.a_conversation(last_position=75)
    for position in range(1, 76):
        if position % 3:
            desk.a_message(conversation_id, position=position)
        else:
            desk.a_comment(conversation_id, position=position)

    view = read_conversation(desk.uow, desk.ann, conversation_id)
    older, has_older = read_older_items(
        desk.uow, desk.ann, conversation_id, before=view["items"][0]["position"]
    )
    oldest, has_still_older = read_older_items(
        desk.uow, desk.ann, conversation_id, before=older[0]["position"]
    )

    shown = [item["position"] for item in [*oldest, *older, *view["items"]]]
    assert shown == list(range(1, 76))
    assert (view["has_older"], has_older, has_still_older) == (True, True, False)


def test_opening_takes_as_many_statements_for_many_items_as_for_few(
    desk: Desk, talk: int
) -> None:
    long = desk.a_conversation()
    for position in range(1, 29):
        message = desk.a_message(long, position=position)
        desk.an_attachment(message)
    desk.a_comment(long, position=29)
    desk.uow.session.expire_all()

    with count_statements(desk) as few:
        read_conversation(desk.uow, desk.ann, talk)
    with count_statements(desk) as many:
        read_conversation(desk.uow, desk.ann, long)

    assert len(many) <= len(few)


@contextmanager
def count_statements(desk: Desk) -> Iterator[list[str]]:
    connection = desk.uow.session.connection()
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def test_a_html_mail_is_shown_in_its_frame(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    message = desk.a_message(
        conversation_id,
        html='<p>Hi</p><img src="https://tracker.example/1.gif">',
        remarks=["signed"],
        automated="auto_reply",
    )

    item = read_conversation(desk.uow, desk.ann, conversation_id)["items"][0]

    assert item["frame_url"] == f"/mail/{message}"
    assert item["has_remote_images"]
    assert item["parts"] == []
    assert item["remarks"] == ["remark.signed", "remark.auto_reply"]


@pytest.mark.parametrize(
    ("html", "is_remote"),
    [
        ("<p>plain</p>", False),
        ('<img src="cid:logo">', False),
        ('<img src="data:image/png;base64,AA">', False),
        ('<a href="https://shop.example">shop</a>', False),
        ("<img src='//cdn.example/x.png'>", True),
        ('<td background="http://cdn.example/x.png">', True),
        ('<p style="background: url(https://cdn.example/x)">', True),
    ],
)
def test_remote_images_are_noticed(desk: Desk, html: str, *, is_remote: bool) -> None:
    conversation_id = desk.a_conversation()
    desk.a_message(conversation_id, html=html)

    item = read_conversation(desk.uow, desk.ann, conversation_id)["items"][0]

    assert item["has_remote_images"] == is_remote


def test_files_are_listed_unless_the_mail_shows_them_itself(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    message = desk.a_message(conversation_id, html='<img src="cid:logo@x">')
    listed = desk.an_attachment(message)
    desk.an_attachment(message, is_inline=True, content_id="logo@x")
    unused = desk.an_attachment(
        message,
        is_inline=True,
        content_id="photo@x",
        filename="photo.png",
        content_type="image/png",
    )
    vector = desk.an_attachment(message, content_type="image/svg+xml")

    files = read_conversation(desk.uow, desk.ann, conversation_id)["items"][0][
        "attachments"
    ]

    assert [(file["id"], file["preview"]) for file in files] == [
        (listed, "pdf"),
        (unused, "image"),
        (vector, ""),
    ]
    assert files[0]["url"] == f"/attachments/{listed}"


def test_the_head_says_who_and_where(desk: Desk) -> None:
    conversation_id = desk.a_conversation(contact_id=1, assignee_id=2)
    desk.a_conversation(contact_id=1)
    desk.a_conversation(contact_id=1, inbox_id=SALES)
    desk.uow.session.add(
        Participant(conversation_id=conversation_id, address="z@z.example", name="Zoe")
    )

    head = read_conversation(desk.uow, desk.ann, conversation_id)["head"]

    assert head == head | {
        "inbox_name": "Support",
        "assignee_name": "Bob Berg",
        "channel_address": "inbox1@team.example",
        "is_member": True,
        "folder": "open",
        "participants": [{"name": "Zoe", "address": "z@z.example"}],
    }
    # Conversations in inboxes of others are not even counted.
    assert head["contact"]["conversation_count"] == 2


def test_an_admin_looks_in_as_no_member_and_a_stranger_not_at_all(
    desk: Desk, talk: int
) -> None:
    assert not read_conversation(desk.uow, desk.ada, talk)["head"]["is_member"]
    for query in (read_conversation, read_items_since, read_older_items):
        extra = {read_items_since: {"position": 0}, read_older_items: {"before": 9}}
        with pytest.raises(ConversationNotFoundError):
            query(desk.uow, desk.eve, talk, **extra.get(query, {}))  # type: ignore[operator]


def test_a_reply_goes_to_the_other_side_from_the_channel(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    desk.uow.session.get_one(Channel, SALES).aliases = ["orders@team.example"]
    desk.a_message(
        conversation_id,
        subject="The blue one",
        recipients={
            "to": [{"name": "", "address": "inbox1+token@team.example"}],
            "cc": [
                {"name": "Otto", "address": "otto@customer.example"},
                {"name": "", "address": "Orders@team.example"},
            ],
            "bcc": [{"name": "", "address": "secret@customer.example"}],
        },
    )
    # A bounce is not what anybody wants to answer.
    desk.a_message(
        conversation_id,
        position=2,
        automated="bounce",
        from_address="mailer-daemon@customer.example",
    )

    recipients = read_conversation(desk.uow, desk.ann, conversation_id)["recipients"]

    assert recipients == {
        "to": [{"name": "Clara Customer", "address": "clara@customer.example"}],
        "cc": [{"name": "Otto", "address": "otto@customer.example"}],
        "bcc": [],
        "subject": "Re: The blue one",
        "from_name": "The Team",
        "from_address": "inbox1@team.example",
    }


def test_my_draft_comes_back_with_its_files_and_recipients(
    desk: Desk, talk: int
) -> None:
    desk.a_draft(talk, desk.bob, html="<p>Of Bob</p>")
    desk.a_draft(
        talk,
        desk.ann,
        html="<p>Of Ann</p>",
        recipients={"to": [{"name": "", "address": "x@x.example"}], "cc": []},
    )
    mine = desk.an_attachment(None, conversation_id=talk, uploader_id=1)
    desk.an_attachment(None, conversation_id=talk, uploader_id=2)

    draft = read_conversation(desk.uow, desk.ann, talk)["reply_draft"]

    assert draft["html"] == "<p>Of Ann</p>"
    assert [file["id"] for file in draft["attachments"]] == [mine]
    assert draft["recipients"] is not None
    assert draft["recipients"]["to"] == [{"name": "", "address": "x@x.example"}]
    assert draft["recipients"]["bcc"] == []


def test_the_agents_signature_goes_before_that_of_the_channel(
    desk: Desk, talk: int
) -> None:
    desk.uow.session.get_one(Channel, SUPPORT).signature_html = "<p>Team</p>"
    assert (
        read_conversation(desk.uow, desk.ann, talk)["signature_html"] == "<p>Team</p>"
    )

    desk.uow.session.get_one(Agent, 1).signature_html = "<p>Ann</p>"
    assert read_conversation(desk.uow, desk.ann, talk)["signature_html"] == "<p>Ann</p>"


def test_a_tab_catches_up_with_items_and_deliveries(desk: Desk, talk: int) -> None:
    sent = read_conversation(desk.uow, desk.ann, talk)["items"][-1]
    delivery = desk.uow.session.get_one(Delivery, sent["id"])
    delivery.state, delivery.last_error = DeliveryState.FAILED, "550 no such user"
    desk.a_comment(talk, position=5)

    missed = read_items_since(desk.uow, desk.ann, talk, position=4)

    assert [item["position"] for item in missed["items"]] == [5]
    assert missed["deliveries"] == [
        {
            "key": sent["key"],
            "delivery": "failed",
            "delivery_error": "550 no such user",
            "undo_until": "",
        }
    ]
    assert not missed["has_gap"]


def test_the_source_of_a_message_is_shown_to_those_who_may_see_it(desk: Desk) -> None:
    conversation_id = desk.a_conversation()
    message = desk.a_message(conversation_id, raw_key="ab" * 32)
    written_here = desk.a_message(conversation_id, position=2)

    assert read_message_source(desk.uow, desk.ann, message) == "ab" * 32
    for actor, wanted in ((desk.eve, message), (desk.ann, written_here)):
        with pytest.raises(MessageNotFoundError):
            read_message_source(desk.uow, actor, wanted)
