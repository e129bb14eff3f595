"""What an agent does with a conversation, allowed and refused."""

from contextlib import suppress

import pytest
from sqlmodel import select

from inbox_app.domain.enums import ActivityKind, ConversationStatus, DraftKind, Folder
from inbox_app.domain.errors import (
    AgentNotFoundError,
    ConversationNotFoundError,
    EmptyMessageError,
    InboxError,
    NotAMemberError,
)
from inbox_app.domain.events import AgentNotified, ConversationChanged
from inbox_app.models import (
    Activity,
    Comment,
    Conversation,
    ConversationCount,
    ConversationReadMark,
    Draft,
    Notification,
)
from inbox_app.services.comments import add_comment
from inbox_app.services.conversations import (
    assign_conversation,
    close_conversation,
    filter_conversation,
    mark_read,
    mark_unread,
    reopen_conversation,
    restore_conversation,
    trash_conversation,
    unfilter_conversation,
)
from inbox_app.services.drafts import discard_draft, save_draft
from tests.builders.workspace import Workspace

ACTIONS = [
    lambda uow, actor, n: assign_conversation(uow, actor, n, assignee_id=None),
    close_conversation,
    reopen_conversation,
    trash_conversation,
    restore_conversation,
    filter_conversation,
    unfilter_conversation,
    lambda uow, actor, n: add_comment(uow, actor, n, html="<p>hi</p>"),
    lambda uow, actor, n: save_draft(uow, actor, n, DraftKind.REPLY, html="<p>x</p>"),
]


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_acts_on_what_is_not_theirs(workspace: Workspace, action) -> None:
    conversation_id = workspace.a_conversation()
    before = workspace.conversation(conversation_id)

    for actor, refusal in (
        (workspace.eve, ConversationNotFoundError),
        (workspace.admin, NotAMemberError),
    ):
        with pytest.raises(refusal), workspace.store.write() as uow:
            action(uow, actor, conversation_id)

    assert workspace.conversation(conversation_id) == before


@pytest.mark.parametrize("wrong", [0, -1, 2**40, True, "1", None, 1.0])
def test_an_id_that_is_none_is_refused_in_the_same_words(
    workspace: Workspace, wrong: object
) -> None:
    workspace.a_conversation()

    with pytest.raises(ConversationNotFoundError), workspace.store.write() as uow:
        close_conversation(uow, workspace.ann, wrong)  # type: ignore[arg-type]


def test_assigning_tells_the_assignee_once(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    bob = workspace.bob.agent_id
    with workspace.store.write() as uow:
        assign_conversation(uow, workspace.ann, conversation_id, assignee_id=bob)
    with workspace.store.write() as uow:
        assign_conversation(uow, workspace.ann, conversation_id, assignee_id=bob)
        assert uow.events == []

    with workspace.store.read() as uow:
        (notification,) = uow.session.exec(select(Notification)).all()
        (activity,) = uow.session.exec(select(Activity)).all()
    assert (notification.agent_id, notification.kind) == (bob, "assigned")
    assert activity.kind is ActivityKind.ASSIGNED
    assert activity.data["was"] == {"assignee_id": None}
    assert activity.data["is"] == {"assignee_id": bob}


def test_only_members_can_be_assigned(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(AgentNotFoundError), workspace.store.write() as uow:
        assign_conversation(
            uow, workspace.ann, conversation_id, assignee_id=workspace.eve.agent_id
        )


def test_events_are_published_after_the_commit_and_not_without(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    heard = []
    workspace.store.bus.subscribe(heard.append)

    with suppress(RuntimeError), workspace.store.write() as uow:
        close_conversation(uow, workspace.ann, conversation_id)
        raise RuntimeError
    assert heard == []
    with workspace.store.write() as uow:
        close_conversation(uow, workspace.ann, conversation_id)
        assert heard == []

    assert heard == [ConversationChanged(workspace.inbox_id, conversation_id)]


def test_restoring_brings_back_exactly_what_was(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    with workspace.store.write() as uow:
        assign_conversation(
            uow, workspace.ann, conversation_id, assignee_id=workspace.bob.agent_id
        )
        close_conversation(uow, workspace.ann, conversation_id)
    before = workspace.conversation(conversation_id)

    with workspace.store.write() as uow:
        trash_conversation(uow, workspace.ann, conversation_id)
    assert workspace.conversation(conversation_id).folder == Folder.TRASH
    with workspace.store.write() as uow:
        restore_conversation(uow, workspace.ann, conversation_id)

    after = workspace.conversation(conversation_id)
    assert after.folder == Folder.CLOSED
    assert (after.status, after.assignee_id, after.closed_at) == (
        before.status,
        before.assignee_id,
        before.closed_at,
    )


def test_reopening_keeps_the_assignee(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    with workspace.store.write() as uow:
        assign_conversation(
            uow, workspace.ann, conversation_id, assignee_id=workspace.ann.agent_id
        )
        close_conversation(uow, workspace.ann, conversation_id)
        reopen_conversation(uow, workspace.ann, conversation_id)

    conversation = workspace.conversation(conversation_id)
    assert conversation.status is ConversationStatus.OPEN
    assert conversation.assignee_id == workspace.ann.agent_id
    assert conversation.closed_at is None


def test_the_counters_are_what_counting_gives(workspace: Workspace) -> None:
    ids = [workspace.a_conversation(subject=str(n)) for n in range(6)]
    ann = workspace.ann
    for action, conversation_id in (
        (close_conversation, ids[0]),
        (trash_conversation, ids[1]),
        (filter_conversation, ids[2]),
        (trash_conversation, ids[2]),
        (restore_conversation, ids[2]),
        (close_conversation, ids[3]),
        (reopen_conversation, ids[3]),
    ):
        with workspace.store.write() as uow:
            action(uow, ann, conversation_id)
    with workspace.store.write() as uow:
        assign_conversation(uow, ann, ids[4], assignee_id=ann.agent_id)
        uow.session.delete(uow.session.get_one(Conversation, ids[5]))

    counted: dict[tuple[str, int], int] = {}
    for conversation in workspace.conversations():
        key = (conversation.folder or "", conversation.assignee_id or 0)
        counted[key] = counted.get(key, 0) + 1
    with workspace.store.read() as uow:
        kept = {
            (row.folder, row.assignee_id): row.n
            for row in uow.session.exec(select(ConversationCount))
            if row.n
        }
    assert kept == counted


def test_reading_goes_forward_only_and_can_be_taken_back(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    def position() -> int:
        with workspace.store.read() as uow:
            return uow.session.exec(select(ConversationReadMark)).one().position

    for seen, expected in ((99, 1), (0, 1)):
        with workspace.store.write() as uow:
            mark_read(uow, workspace.ann, conversation_id, seen)
        assert position() == expected
    with workspace.store.write() as uow:
        mark_unread(uow, workspace.ann, conversation_id)
    assert position() == 0


def test_a_comment_notifies_the_members_it_mentions(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    before = workspace.conversation(conversation_id).last_message_at
    workspace.store.clock.advance(hours=1)  # type: ignore[attr-defined]
    mentions = "".join(
        f'<span class="mention" data-type="mention" data-id="{who.agent_id}">@x</span>'
        for who in (workspace.bob, workspace.ann)
    )

    with workspace.store.write() as uow:
        add_comment(
            uow,
            workspace.ann,
            conversation_id,
            html=f"<p>{mentions} look<script>alert(1)</script></p>",
        )
        told = [e.agent_id for e in uow.events if isinstance(e, AgentNotified)]

    assert told == [workspace.bob.agent_id]
    with workspace.store.read() as uow:
        assert "script" not in uow.session.exec(select(Comment)).one().html
    conversation = workspace.conversation(conversation_id)
    assert conversation.preview_by == "Ann"
    assert conversation.last_message_at == before


def test_an_empty_comment_is_refused(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(EmptyMessageError), workspace.store.write() as uow:
        add_comment(uow, workspace.ann, conversation_id, html="<p></p>")


def test_drafts_are_kept_apart_by_agent_and_kind(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    for actor, kind in (
        (workspace.ann, DraftKind.REPLY),
        (workspace.ann, DraftKind.COMMENT),
        (workspace.bob, DraftKind.REPLY),
    ):
        with workspace.store.write() as uow:
            save_draft(uow, actor, conversation_id, kind, html=f"<p>{actor.name}</p>")
    with workspace.store.write() as uow:
        save_draft(
            uow, workspace.ann, conversation_id, DraftKind.REPLY, html="<p>new</p>"
        )
        discard_draft(uow, workspace.ann, conversation_id, DraftKind.COMMENT)

    with workspace.store.read() as uow:
        drafts = uow.session.exec(select(Draft)).all()
    assert sorted(draft.html for draft in drafts) == ["<p>Bob</p>", "<p>new</p>"]


def test_every_refusal_has_words(workspace: Workspace) -> None:
    def all_below(kind: type[InboxError]) -> list[type[InboxError]]:
        return [kind, *(k for sub in kind.__subclasses__() for k in all_below(sub))]

    del workspace
    codes = [kind.code for kind in all_below(InboxError)]
    assert len(codes) == len(set(codes))
