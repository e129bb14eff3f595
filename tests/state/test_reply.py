"""The reply being written: nothing typed is ever lost, nothing leaves unseen."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import select

from inbox_app.models import Agent, Delivery, Draft
from inbox_app.services.replies import send_reply
from inbox_app.state.reply import ReplyState, find_people
from inbox_app.state.scheduled_message import ScheduledMessageState
from inbox_app.state.send_guard import SendGuardState
from inbox_app.state.sent_message import SentMessageState
from inbox_app.state.timeline import TimelineState
from inbox_app.viewmodels.conversation import MailAddress
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace
from tests.state.conftest import Tab

CLARA = {"name": "Clara Customer", "address": "clara@customer.example"}


async def drain(handler: AsyncIterator[None]) -> None:
    async for _ in handler:
        pass


async def send(reply: ReplyState, html: str, *, also_close: bool = False) -> None:
    await drain(reply.send(reply.draft_key, html, also_close))


def drafts(workspace: Workspace) -> list[str]:
    with workspace.store.read() as uow:
        return [draft.html for draft in uow.session.exec(select(Draft))]


def answer_as(workspace: Workspace, who: Any, conversation_id: int, html: str) -> None:
    with workspace.store.write() as uow:
        send_reply(
            uow, who, conversation_id, html=html, to=[CLARA], seen_position=1_000
        )


async def test_a_reply_is_queued_and_the_editor_emptied(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)

    await send(reply, "<p>It left today.</p>")

    timeline = await ann.get(TimelineState)
    assert timeline.items[-2]["html"] == "<p>It left today.</p>"
    assert timeline.items[-2]["delivery"] == "queued"
    assert reply.command["kind"] == "clear"
    assert reply.command["key"] == reply.draft_key
    assert not reply.is_sending


async def test_a_refused_reply_stays_in_the_editor_and_says_why(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)
    await reply.take_recipients("to", [])

    await send(reply, "<p>To whom?</p>")

    assert reply.problem["key"] == "error.no_recipient"
    assert reply.command["kind"] == ""
    assert workspace.messages()[-1].direction == "inbound"


@pytest.mark.parametrize("html", ["", "<p></p>", "<p>  </p>", "<script>x</script>"])
async def test_an_empty_reply_is_refused(
    workspace: Workspace, ann: Tab, html: str
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)

    await send(reply, html)

    assert reply.problem["key"] == "error.empty_message"


async def test_the_signature_alone_is_neither_a_reply_nor_a_draft(
    workspace: Workspace, ann: Tab
) -> None:
    with workspace.store.write() as uow:
        agent = uow.session.get_one(Agent, workspace.ann.agent_id)
        agent.signature_html = "<p>Ann, Acme</p>"
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)
    assert "Ann, Acme" in reply.initial_html
    assert not reply.has_draft

    await reply.save_draft(reply.draft_key, reply.initial_html)
    await send(reply, reply.initial_html)

    assert drafts(workspace) == []
    assert reply.problem["key"] == "error.empty_message"


async def test_a_draft_is_there_again_when_the_conversation_is_opened_anew(
    workspace: Workspace, ann: Tab
) -> None:
    first, second = workspace.a_conversation(), workspace.a_conversation()
    await ann.open(first)
    reply = await ann.get(ReplyState)
    await reply.save_draft(reply.draft_key, "<p>Half a sen</p>")

    await ann.open(second)
    assert reply.initial_html == ""
    await ann.open(first)

    assert reply.initial_html == "<p>Half a sen</p>"
    assert reply.has_draft


async def test_a_late_report_lands_in_the_draft_it_was_typed_in(
    workspace: Workspace, ann: Tab
) -> None:
    first, second = workspace.a_conversation(), workspace.a_conversation()
    await ann.open(first)
    reply = await ann.get(ReplyState)
    key = reply.draft_key
    await reply.take_recipients("cc", [{"name": "", "address": "ruth@x.example"}])
    await ann.open(second)

    await reply.save_draft(key, "<p>For the first</p>")
    await ann.open(first)

    assert reply.initial_html == "<p>For the first</p>"
    assert reply.recipients["cc"] == [{"name": "", "address": "ruth@x.example"}]


async def test_a_send_for_another_conversation_than_the_open_one_does_nothing(
    workspace: Workspace, ann: Tab
) -> None:
    first, second = workspace.a_conversation(), workspace.a_conversation()
    await ann.open(first)
    reply = await ann.get(ReplyState)
    key = reply.draft_key
    await ann.open(second)

    await drain(reply.send(key, "<p>Wrong place</p>", False))

    assert len(workspace.messages()) == 2


@pytest.mark.parametrize("key", ["", "x/reply", "999999999999/reply", "²/reply"])
async def test_a_draft_of_no_conversation_is_refused(
    workspace: Workspace, ann: Tab, key: str
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)

    await reply.save_draft(key, "<p>Nowhere</p>")

    assert await ann.notices() == ["error.conversation_not_found"]


async def test_a_send_after_a_colleagues_reply_is_held_and_shows_it(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    reply = await ann.get(ReplyState)
    await reply.save_draft(reply.draft_key, "<p>Mine</p>")
    answer_as(workspace, workspace.bob, number, "<p>From Bob</p>")
    await ann.hear()

    await send(reply, "<p>Mine</p>")

    timeline = await ann.get(TimelineState)
    assert reply.held["name"] == "Bob"
    assert timeline.jump["key"] == reply.held["key"]
    assert len(workspace.messages()) == 2
    await drain(reply.send_anyway())
    assert len(workspace.messages()) == 3
    assert reply.held["key"] == ""


async def test_who_writes_nothing_has_seen_what_is_on_screen(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    answer_as(workspace, workspace.bob, number, "<p>From Bob</p>")
    await ann.hear()
    reply = await ann.get(ReplyState)

    await send(reply, "<p>And from me</p>")

    assert reply.held["key"] == ""
    assert len(workspace.messages()) == 3


async def test_undo_brings_back_text_people_and_files(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)
    await reply.take_recipients("bcc", [{"name": "Boss", "address": "boss@x.example"}])
    await send(reply, "<p>Too early</p>")
    await drain(reply.send_anyway())
    assert reply.recipients["bcc"] == []

    await (await ann.get(SentMessageState)).undo_send(workspace.messages()[-1].id or 0)

    assert reply.command["kind"] == "set"
    assert reply.command["html"] == "<p>Too early</p>"
    assert reply.recipients["bcc"] == [{"name": "Boss", "address": "boss@x.example"}]
    assert len(workspace.messages()) == 1
    assert await ann.notices() == ["editor.undone_toast"]


async def test_undo_comes_too_late_once_the_message_has_left(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)
    await send(reply, "<p>Gone</p>")
    message_id = workspace.messages()[-1].id or 0
    with workspace.store.write() as uow:
        uow.session.get_one(Delivery, message_id).attempts = 1

    await (await ann.get(SentMessageState)).undo_send(message_id)

    assert await ann.notices() == ["error.too_late_to_undo"]
    assert reply.command["kind"] == "clear"


async def test_the_sender_alone_or_everybody_is_one_choice_away(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation(cc="Ruth <ruth@customer.example>"))
    reply = await ann.get(ReplyState)
    assert reply.has_others

    await reply.reply_to_sender()
    assert reply.recipients["cc"] == []
    await reply.reply_to_all()

    assert [one["address"] for one in reply.recipients["cc"]] == [
        "ruth@customer.example"
    ]


async def test_recipients_of_one_conversation_never_reach_another(
    workspace: Workspace, ann: Tab
) -> None:
    first, second = workspace.a_conversation(), workspace.a_conversation()
    await ann.open(first)
    reply = await ann.get(ReplyState)
    await reply.take_recipients("cc", [{"name": "", "address": "secret@x.example"}])

    await ann.open(second)

    assert reply.recipients["cc"] == []


async def test_a_new_message_does_not_change_recipients_under_the_pen(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation(message_id="<one@x.example>")
    await ann.open(number)
    reply = await ann.get(ReplyState)
    await reply.save_draft(reply.draft_key, "<p>Dear Clara</p>")
    workspace.receive(
        a_mail(in_reply_to="<one@x.example>", cc="Ruth <ruth@customer.example>")
    )

    await ann.hear()

    assert reply.recipients["cc"] == []
    assert len((await ann.get(TimelineState)).items) >= 2


def test_people_are_found_by_the_beginning_of_a_name_or_address() -> None:
    people = [
        MailAddress(name="Ruth Adler", address="ra@x.example"),
        MailAddress(name="", address="night@x.example"),
    ]

    assert find_people(people, "adl") == [people[0]]
    assert find_people(people, "NIGHT") == [people[1]]
    assert find_people(people, " ") == []


async def test_an_odd_reply_is_asked_about_and_stays_in_the_editor(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply, guard = await ann.get(ReplyState), await ann.get(SendGuardState)

    await send(reply, "<p>The invoice is attached.</p>")

    assert [one["kind"] for one in guard.cautions] == ["no_file"]
    assert not reply.is_sending
    assert len(workspace.messages()) == 1
    await reply.keep_writing()
    assert guard.cautions == []
    assert reply.command["kind"] == "focus"
    await drain(reply.send_anyway())
    assert len(workspace.messages()) == 1


async def test_what_was_agreed_to_is_not_asked_again(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation(message_id="<1@c>")
    await ann.open(number)
    reply, guard = await ann.get(ReplyState), await ann.get(SendGuardState)
    workspace.receive(a_mail(to="support@example.test", in_reply_to="<1@c>"))

    await send(reply, "<p>It is attached.</p>")
    assert reply.held["key"]
    await drain(reply.send_anyway())
    assert [one["kind"] for one in guard.cautions] == ["no_file"]
    await reply.take_recipients("to", [])
    await drain(reply.send_anyway())
    assert reply.problem["key"] == "error.no_recipient"
    await reply.take_recipients("to", [CLARA])
    await send(reply, "<p>It is attached.</p>")

    assert guard.cautions == []
    assert len(workspace.messages()) == 3
    assert reply.command["kind"] == "clear"


async def test_nothing_asked_about_one_reply_sends_another(
    workspace: Workspace, ann: Tab
) -> None:
    first, second = workspace.a_conversation(), workspace.a_conversation()
    await ann.open(first)
    reply = await ann.get(ReplyState)
    await send(reply, "<p>It is attached.</p>")

    await ann.open(second)
    await drain(reply.send_anyway())

    assert len(workspace.messages()) == 2


async def test_a_value_still_to_be_filled_in_keeps_the_reply(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)

    await send(reply, "<p>Dear [[missing: contact.name]],</p>")

    assert reply.problem == {
        "key": "error.missing_field",
        "values": {"name": "contact.name"},
    }
    assert len(workspace.messages()) == 1


TOMORROW = {"when": "tomorrow", "zone": "Europe/Paris", "hold": True, "close": False}


async def test_a_reply_for_later_is_shown_with_its_time_and_can_be_changed(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply, timeline = await ann.get(ReplyState), await ann.get(TimelineState)
    scheduled = await ann.get(ScheduledMessageState)

    await drain(reply.send_later(reply.draft_key, "<p>Tomorrow</p>", TOMORROW))

    item = timeline.items[1]
    assert item["scheduled_for"] == "2026-03-03T08:00:00.000000Z"
    assert item["holds_if_answered"]
    assert reply.command["kind"] == "clear"
    later = {"when": "2026-03-05T10:00", "zone": "UTC", "hold": False}
    await scheduled.reschedule(item["id"], later)
    assert timeline.items[1]["scheduled_for"] == "2026-03-05T10:00:00.000000Z"
    await scheduled.reschedule(item["id"], {"when": "2001-01-01T10:00"})
    assert (await ann.notices())[-1] == "error.invalid_time"
    await scheduled.send_now(item["id"])
    assert timeline.items[1]["scheduled_for"] == ""
    assert timeline.items[1]["undo_until"]


@pytest.mark.parametrize(
    "wish", [{}, [], {"when": None}, {"when": "2026-03-01T10:00"}, {"when": {"a": 1}}]
)
async def test_a_time_that_is_none_keeps_the_reply(
    workspace: Workspace, ann: Tab, wish: Any
) -> None:
    await ann.open(workspace.a_conversation())
    reply = await ann.get(ReplyState)

    await drain(reply.send_later(reply.draft_key, "<p>Later</p>", wish))

    assert reply.problem["key"] == "error.invalid_time"
    assert len(workspace.messages()) == 1
    assert not reply.is_sending


async def test_what_is_asked_about_a_reply_for_later_does_not_send_it_now(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    reply, timeline = await ann.get(ReplyState), await ann.get(TimelineState)

    await drain(reply.send_later(reply.draft_key, "<p>It is attached</p>", TOMORROW))
    await drain(reply.send_anyway())

    assert timeline.items[1]["scheduled_for"]
