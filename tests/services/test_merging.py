"""Merging and splitting: allowed, refused, undone exactly, and what arrives later."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import col, select

from inbox_app.domain.enums import ConversationStatus, DraftKind, Folder
from inbox_app.domain.errors import (
    CannotUndoError,
    ChangedSinceError,
    ConversationNotFoundError,
    MessageNotFoundError,
    NotAMemberError,
)
from inbox_app.models import (
    Activity,
    Comment,
    Conversation,
    ConversationReadMark,
    Message,
    Participant,
    SearchDocument,
    ThreadKey,
)
from inbox_app.services.changes import undo_activity
from inbox_app.services.comments import add_comment
from inbox_app.services.conversations import (
    close_conversation,
    mark_read,
    trash_conversation,
)
from inbox_app.services.drafts import save_draft
from inbox_app.services.merging import CannotMergeError, merge_conversations
from inbox_app.services.splitting import CannotSplitError, split_conversation
from inbox_app.services.triage import move_conversation
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace

WRONG_IDS = (0, -1, 2**40, True, "1", None, 1.5)


def run(workspace: Workspace, use_case: Callable[..., Any], *args: Any, **kw: Any):
    with workspace.store.write() as uow:
        return use_case(uow, *args, **kw)


def an_exchange(workspace: Workspace, name: str, mails: int = 2) -> int:
    """A conversation about `name` with so many mails, an hour between them."""
    number = workspace.a_conversation(
        subject=name,
        message_id=f"<{name}1@x.example>",
        from_=f"{name.title()} <{name}@x.example>",
    )
    for n in range(2, mails + 1):
        workspace.store.clock.advance(hours=1)  # type: ignore[attr-defined]
        workspace.receive(answer_to(name, 1, n))
    return number


def answer_to(name: str, old: int, new: int, **more: Any) -> bytes:
    return a_mail(
        from_=f"{name.title()} <{name}@x.example>",
        subject=f"Re: {name}",
        in_reply_to=f"<{name}{old}@x.example>",
        message_id=f"<{name}{new}@x.example>",
        **more,
    )


def state_of(workspace: Workspace) -> dict[str, Any]:
    """Everything that merging or splitting may touch, as plain values."""
    with workspace.store.read() as uow:
        session = uow.session

        def rows(table: Any, *names: str) -> list[tuple[Any, ...]]:
            found = session.exec(select(table)).all()
            return sorted(tuple(getattr(row, n) for n in names) for row in found)

        return {
            "conversations": [
                {
                    name: value
                    for name, value in conversation.model_dump().items()
                    # Each change counts these on, an undoing too.
                    if name not in {"version", "last_position"}
                }
                for conversation in session.exec(
                    select(Conversation).order_by(col(Conversation.id))
                )
            ],
            "messages": rows(Message, "id", "conversation_id", "position"),
            "comments": rows(Comment, "id", "conversation_id", "position"),
            "keys": rows(ThreadKey, "key", "conversation_id"),
            "people": rows(Participant, "conversation_id", "address"),
            "documents": rows(SearchDocument, "id", "conversation_id"),
            "marks": rows(
                ConversationReadMark, "agent_id", "conversation_id", "position"
            ),
        }


def positions(workspace: Workspace, number: int) -> list[int]:
    with workspace.store.read() as uow:
        found = [
            position
            for table in (Message, Comment, Activity)
            for position in uow.session.exec(
                select(table.position).where(table.conversation_id == number)
            )
        ]
    return sorted(found)


def subjects(workspace: Workspace, number: int) -> list[str]:
    with workspace.store.read() as uow:
        rows = uow.session.exec(
            select(Message)
            .where(Message.conversation_id == number)
            .order_by(col(Message.position))
        )
        return [row.message_id_header.partition("@")[0][1:] for row in rows]


def test_merging_puts_everything_in_order_and_undoing_puts_it_back(
    workspace: Workspace,
) -> None:
    ann = workspace.ann
    target = an_exchange(workspace, "pears", 2)
    source = an_exchange(workspace, "apples", 2)
    workspace.store.clock.advance(hours=1)  # type: ignore[attr-defined]
    workspace.receive(answer_to("pears", 1, 3))
    run(workspace, add_comment, ann, source, html="<p>Same person</p>")
    run(workspace, mark_read, ann, target, 2)
    run(workspace, mark_read, workspace.bob, source, 1)
    before = state_of(workspace)

    merged = run(workspace, merge_conversations, ann, target, source_id=source)

    assert subjects(workspace, target) == [
        "pears1",
        "pears2",
        "apples1",
        "apples2",
        "pears3",
    ]
    assert subjects(workspace, source) == []
    at = positions(workspace, target)
    assert at == list(range(1, len(at) + 1))
    shell, whole = workspace.conversation(source), workspace.conversation(target)
    assert (shell.folder, shell.merged_into_id) == (Folder.MERGED, target)
    assert (whole.message_count, whole.participant_count) == (5, 2)
    run(workspace, undo_activity, ann, merged)

    assert state_of(workspace) == before
    with pytest.raises(CannotUndoError):
        run(workspace, undo_activity, ann, merged)


def test_answers_to_either_arrive_where_everything_is(workspace: Workspace) -> None:
    target, source = an_exchange(workspace, "pears"), an_exchange(workspace, "apples")
    last = an_exchange(workspace, "plums", 1)
    token = workspace.conversation(source).reply_token
    run(workspace, merge_conversations, workspace.ann, target, source_id=source)
    run(workspace, merge_conversations, workspace.ann, last, source_id=target)

    workspace.receive(
        answer_to("apples", 2, 3),
        answer_to("pears", 2, 3),
        a_mail(
            from_="Apples <apples@x.example>",
            subject="Re: apples",
            to=f"support+{token}@example.test",
            message_id="<apples4@x.example>",
        ),
    )

    assert {"apples3", "pears3", "apples4"} <= set(subjects(workspace, last))


def test_what_came_after_a_merge_stays_when_it_is_undone(workspace: Workspace) -> None:
    ann = workspace.ann
    target, source = an_exchange(workspace, "pears"), an_exchange(workspace, "apples")
    merged = run(workspace, merge_conversations, ann, target, source_id=source)
    workspace.store.clock.advance(hours=1)  # type: ignore[attr-defined]
    workspace.receive(answer_to("pears", 2, 3))

    run(workspace, undo_activity, ann, merged)

    assert subjects(workspace, target) == ["pears1", "pears2", "pears3"]
    assert subjects(workspace, source) == ["apples1", "apples2"]
    whole = workspace.conversation(target)
    assert (whole.message_count, whole.last_message_at) == (3, workspace.store.clock())
    workspace.receive(answer_to("apples", 2, 3))
    assert subjects(workspace, source)[-1] == "apples3"


def test_an_open_one_that_is_merged_into_a_closed_one_is_not_lost(
    workspace: Workspace,
) -> None:
    target, source = an_exchange(workspace, "pears"), an_exchange(workspace, "apples")
    run(workspace, close_conversation, workspace.ann, target)

    merged = run(
        workspace, merge_conversations, workspace.ann, target, source_id=source
    )

    assert workspace.conversation(target).status is ConversationStatus.OPEN
    assert workspace.conversation(target).waiting_since is not None
    run(workspace, undo_activity, workspace.ann, merged)
    assert workspace.conversation(target).status is ConversationStatus.CLOSED


def test_what_cannot_be_merged_is_refused(workspace: Workspace) -> None:
    ann = workspace.ann
    both = replace(
        ann, inbox_ids=frozenset({workspace.inbox_id, workspace.other_inbox_id})
    )
    target, source = an_exchange(workspace, "pears"), an_exchange(workspace, "apples")
    with pytest.raises(CannotMergeError):
        run(workspace, merge_conversations, ann, target, source_id=target)
    for actor, refusal in (
        (workspace.eve, ConversationNotFoundError),
        (workspace.admin, NotAMemberError),
    ):
        with pytest.raises(refusal):
            run(workspace, merge_conversations, actor, target, source_id=source)
    for wrong in WRONG_IDS:
        with pytest.raises(ConversationNotFoundError):
            run(workspace, merge_conversations, ann, target, source_id=wrong)
        with pytest.raises(ConversationNotFoundError):
            run(workspace, merge_conversations, ann, wrong, source_id=source)
    run(workspace, move_conversation, both, source, inbox_id=workspace.other_inbox_id)
    with pytest.raises(ConversationNotFoundError):
        run(workspace, merge_conversations, ann, target, source_id=source)
    with pytest.raises(CannotMergeError):
        run(workspace, merge_conversations, both, target, source_id=source)
    other = an_exchange(workspace, "plums")
    run(workspace, trash_conversation, ann, other)
    with pytest.raises(CannotMergeError):
        run(workspace, merge_conversations, ann, target, source_id=other)


def second_message(workspace: Workspace, number: int) -> int:
    with workspace.store.read() as uow:
        rows = uow.session.exec(
            select(Message.id)
            .where(Message.conversation_id == number)
            .order_by(col(Message.position))
        ).all()
    return rows[1] or 0


def newest(workspace: Workspace) -> int:
    return workspace.conversations()[-1].id or 0


def test_splitting_takes_what_follows_and_undoing_puts_it_back(
    workspace: Workspace,
) -> None:
    ann = workspace.ann
    number = an_exchange(workspace, "pears", 3)
    run(workspace, add_comment, ann, number, html="<p>About the second</p>")
    run(workspace, mark_read, ann, number, 2)
    before = state_of(workspace)

    split = run(workspace, split_conversation, ann, second_message(workspace, number))

    new = newest(workspace)
    assert subjects(workspace, number) == ["pears1"]
    assert subjects(workspace, new) == ["pears2", "pears3"]
    made, left = workspace.conversation(new), workspace.conversation(number)
    assert (made.parent_id, made.message_count, made.last_inbound_position) == (
        number,
        2,
        2,
    )
    assert (left.message_count, left.last_inbound_position) == (1, 1)
    run(workspace, undo_activity, ann, split)

    assert state_of(workspace) == before


def test_answers_to_what_was_split_off_arrive_there(workspace: Workspace) -> None:
    number = an_exchange(workspace, "pears", 3)
    token = workspace.conversation(number).reply_token
    run(workspace, split_conversation, workspace.ann, second_message(workspace, number))
    new = newest(workspace)

    workspace.receive(
        # The address that the whole of it once gave out does not mislead.
        answer_to("pears", 3, 4, to=f"support+{token}@example.test"),
        answer_to("pears", 1, 5),
    )

    assert subjects(workspace, new) == ["pears2", "pears3", "pears4"]
    assert subjects(workspace, number) == ["pears1", "pears5"]


def test_a_split_that_was_added_to_is_not_undone(workspace: Workspace) -> None:
    ann = workspace.ann
    number = an_exchange(workspace, "pears", 3)
    split = run(workspace, split_conversation, ann, second_message(workspace, number))
    new = newest(workspace)
    run(workspace, save_draft, ann, new, DraftKind.REPLY, html="<p>x</p>")
    with pytest.raises(ChangedSinceError):
        run(workspace, undo_activity, ann, split)
    workspace.receive(answer_to("pears", 3, 4))
    before = state_of(workspace)

    with pytest.raises(ChangedSinceError):
        run(workspace, undo_activity, ann, split)

    assert state_of(workspace) == before


def test_what_cannot_be_split_is_refused(workspace: Workspace) -> None:
    ann = workspace.ann
    number = an_exchange(workspace, "pears", 3)
    second = second_message(workspace, number)
    first = workspace.messages()[0].id
    for actor, refusal in (
        (workspace.eve, MessageNotFoundError),
        (workspace.admin, NotAMemberError),
    ):
        with pytest.raises(refusal):
            run(workspace, split_conversation, actor, second)
    for wrong in WRONG_IDS:
        with pytest.raises(MessageNotFoundError):
            run(workspace, split_conversation, ann, wrong)
    with pytest.raises(CannotSplitError):
        run(workspace, split_conversation, ann, first)
    run(workspace, trash_conversation, ann, number)
    with pytest.raises(CannotSplitError):
        run(workspace, split_conversation, ann, second)
