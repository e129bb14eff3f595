"""The open conversation: what it shows, and what an agent does with it."""

from inbox_app.domain.enums import ConversationStatus
from inbox_app.domain.events import (
    ConversationChanged,
    ConversationRead,
    ManyConversationsChanged,
)
from inbox_app.services.conversations import (
    close_conversation,
    mark_read,
    reopen_conversation,
)
from inbox_app.state.commands import COMMANDS
from inbox_app.state.comment import CommentState
from inbox_app.state.conversation import ConversationState
from inbox_app.state.conversation_keys import ConversationKeyState
from inbox_app.state.editor_mode import EditorModeState
from inbox_app.state.reply import ReplyState
from inbox_app.state.session import acting_as
from inbox_app.state.timeline import TimelineState, merge_items
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace
from tests.state.conftest import Tab


def receive_answers(workspace: Workspace, count: int, to: str) -> None:
    workspace.receive(
        *(a_mail(in_reply_to=to, text=f"Answer {n}") for n in range(count))
    )


async def test_opening_shows_head_and_items_and_the_people_to_assign_to(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation(subject="Where is it?"))

    timeline = await ann.get(TimelineState)
    state = await ann.get(ConversationState)
    assert timeline.head["subject"] == "Where is it?"
    assert [item["kind"] for item in timeline.items] == ["message"]
    assert [agent["name"] for agent in state.agents] == ["Ann", "Bob"]
    assert state.me_id == workspace.ann.agent_id


async def test_a_conversation_of_another_inbox_is_as_good_as_gone(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation(subject="Private")
    eve = Tab(workspace.eve)

    await eve.open(number)

    timeline = await eve.get(TimelineState)
    assert timeline.is_gone
    assert timeline.head["id"] == 0
    assert timeline.items == []


async def test_it_opens_at_the_first_message_that_was_not_read(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation(message_id="<one@x.example>")
    with workspace.store.write() as uow:
        mark_read(uow, workspace.ann, number, 1)
    receive_answers(workspace, 2, "<one@x.example>")

    await ann.open(number)

    timeline = await ann.get(TimelineState)
    assert timeline.jump["key"] == timeline.items[1]["key"]
    assert not timeline.jump["is_found"]


async def test_older_items_are_put_above_and_stay_when_something_new_arrives(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation(message_id="<one@x.example>")
    receive_answers(workspace, 34, "<one@x.example>")
    await ann.open(number)
    timeline = await ann.get(TimelineState)
    assert len(timeline.items) == 30
    assert timeline.has_older

    await timeline.load_older(number)
    assert len(timeline.items) == 35
    assert not timeline.has_older
    receive_answers(workspace, 1, "<one@x.example>")
    await ann.hear()

    assert len(timeline.items) == 36
    assert not timeline.has_older
    positions = [item["position"] for item in timeline.items]
    assert positions == sorted(positions)


async def test_older_items_for_a_conversation_no_longer_open_are_not_loaded(
    workspace: Workspace, ann: Tab
) -> None:
    first = workspace.a_conversation(message_id="<one@x.example>")
    receive_answers(workspace, 34, "<one@x.example>")
    second = workspace.a_conversation()
    await ann.open(second)
    timeline = await ann.get(TimelineState)

    await timeline.load_older(first)

    assert len(timeline.items) == 1


async def test_a_change_by_somebody_else_is_taken_in(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    with workspace.store.write() as uow:
        close_conversation(uow, workspace.bob, number)

    state = await ann.get(ConversationState)
    await state._apply(workspace.ann, [ConversationChanged(workspace.inbox_id, number)])

    timeline = await ann.get(TimelineState)
    assert timeline.head["status"] == "closed"
    assert timeline.items[-1]["activity"] == "activity.closed"


async def test_events_of_others_and_of_reading_read_nothing_again(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    with workspace.store.write() as uow:
        close_conversation(uow, workspace.bob, number)

    state = await ann.get(ConversationState)
    await state._apply(
        workspace.ann,
        [
            ConversationChanged(workspace.inbox_id, number + 1),
            ConversationRead(workspace.inbox_id, number, workspace.bob.agent_id),
            ManyConversationsChanged(workspace.other_inbox_id),
        ],
    )

    assert (await ann.get(TimelineState)).head["status"] == "open"


async def test_closing_says_so_and_its_toast_takes_it_back_and_forth(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    state = await ann.get(ConversationState)

    await state.close_anyway(number)
    assert (await ann.get(TimelineState)).head["status"] == "closed"
    await ann.press_notice()
    assert (await ann.get(TimelineState)).head["status"] == "open"
    await ann.press_notice()

    assert await ann.notices() == ["toast.closed", "toast.undone", "toast.undone"]
    assert workspace.conversation(number).status is ConversationStatus.CLOSED


async def test_undoing_what_was_changed_since_says_so_and_does_nothing(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    await (await ann.get(ConversationState)).close_anyway(number)
    with workspace.store.write() as uow:
        reopen_conversation(uow, workspace.bob, number)

    await ann.press_notice()

    assert await ann.notices() == ["toast.closed", "error.changed_since"]
    assert workspace.conversation(number).status is ConversationStatus.OPEN


async def test_closing_over_an_unsent_reply_asks_first(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    reply = await ann.get(ReplyState)
    await reply.save_draft(reply.draft_key, "<p>Not sent</p>")
    state = await ann.get(ConversationState)

    assert await state.close(number) is None

    assert state.is_asking_to_close
    assert workspace.conversation(number).status is ConversationStatus.OPEN


async def test_closing_what_is_closed_says_nothing(
    workspace: Workspace, ann: Tab
) -> None:
    number = workspace.a_conversation()
    await ann.open(number)
    state = await ann.get(ConversationState)
    await state.close_anyway(number)

    assert await state.close(number) is None

    assert await ann.notices() == ["toast.closed"]


async def test_an_admin_who_only_looks_in_is_refused_in_words(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation()
    admin = Tab(workspace.admin)
    await admin.open(number)
    assert not (await admin.get(TimelineState)).head["is_member"]

    with acting_as(workspace.admin):
        await (await admin.get(ConversationState)).trash(number)

    assert await admin.notices() == ["error.not_a_member"]
    assert workspace.conversation(number).trashed_at is None


async def test_assigning_names_the_colleague(workspace: Workspace, ann: Tab) -> None:
    number = workspace.a_conversation()
    await ann.open(number)

    await (await ann.get(ConversationState)).assign(number, workspace.bob.agent_id)

    assert (await ann.get(TimelineState)).head["assignee_name"] == "Bob"
    assert await ann.notices() == ["toast.assigned"]


async def test_every_key_of_the_conversation_leads_somewhere(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    keys = await ann.get(ConversationKeyState)

    for command in COMMANDS:
        if command.group == "conversation" and command.is_done_here and command.key:
            assert await keys.press(command.key, 0) is not None
    assert await keys.press("x", 0) is None


async def test_keys_do_nothing_while_no_conversation_is_open(
    workspace: Workspace, ann: Tab
) -> None:
    keys = await ann.get(ConversationKeyState)

    assert await keys.press("e", 0) is None


async def test_a_comment_is_added_and_its_editor_emptied(
    workspace: Workspace, ann: Tab
) -> None:
    await ann.open(workspace.a_conversation())
    comment = await ann.get(CommentState)

    async for _ in comment.add(comment.draft_key, "<p>Among us</p>", False):
        pass

    timeline = await ann.get(TimelineState)
    assert timeline.items[-1]["kind"] == "comment"
    assert timeline.items[-1]["html"] == "<p>Among us</p>"
    assert comment.command["kind"] == "clear"


async def test_an_empty_comment_is_refused(workspace: Workspace, ann: Tab) -> None:
    await ann.open(workspace.a_conversation())
    comment = await ann.get(CommentState)

    async for _ in comment.add(comment.draft_key, "<p> </p>", False):
        pass

    assert comment.problem["key"] == "error.empty_message"


async def test_the_comment_is_in_front_when_it_is_all_that_was_begun(
    workspace: Workspace, ann: Tab
) -> None:
    first, second = workspace.a_conversation(), workspace.a_conversation()
    await ann.open(first)
    comment = await ann.get(CommentState)
    await comment.save_draft(comment.draft_key, "<p>Half a note</p>")
    await ann.open(second)
    mode = await ann.get(EditorModeState)
    assert mode.mode == "reply"

    await ann.open(first)

    assert mode.mode == "comment"
    assert comment.initial_html == "<p>Half a note</p>"


def test_newest_items_replace_what_they_overlap() -> None:
    def item(position: int, text: str) -> dict[str, object]:
        return {"key": f"m{position}", "position": position, "subject": text}

    shown = [item(1, "old"), item(2, "old"), item(3, "old")]

    merged = merge_items(shown, [item(2, "new"), item(4, "new")])  # pyright: ignore[reportArgumentType] - all it looks at

    assert [(one["position"], one["subject"]) for one in merged] == [
        (1, "old"),
        (2, "new"),
        (4, "new"),
    ]
