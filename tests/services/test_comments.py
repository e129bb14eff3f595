"""Comments: who may change them, whom they name, what stays of them."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter, View
from inbox_app.domain.enums import PreviewKind
from inbox_app.domain.errors import (
    CannotMentionError,
    CommentNotFoundError,
    ConversationNotFoundError,
    EmptyMessageError,
    InboxError,
    InvalidInputError,
    NotAMemberError,
    NotYourCommentError,
    TooLargeError,
    TooLateToEditError,
)
from inbox_app.models import (
    Activity,
    Agent,
    Comment,
    Mention,
    Notification,
    SearchDocument,
    Team,
    TeamMember,
)
from inbox_app.queries.conversations import list_conversations
from inbox_app.queries.mentions import count_unread_mentions
from inbox_app.queries.navigation import read_mentionable
from inbox_app.services.comments import add_comment, delete_comment, edit_comment
from inbox_app.services.conversations import mark_read, trash_conversation
from tests.builders.workspace import Workspace
from tests.clock import Clock

MENTIONS = ConversationFilter(view=View.MENTIONS)


def naming(*ids: int | str, words: str = "Look") -> str:
    """Write a comment that names agents ("7") and teams ("t2")."""
    marks = "".join(
        f'<span data-type="mention" data-id="{one}" data-label="Someone {one}"'
        f' class="mention">@Someone {one}</span> '
        for one in ids
    )
    return f"<p>{words} {marks}</p>"


def comment_on(
    workspace: Workspace, conversation_id: int, actor: Actor, html: str
) -> int:
    """Add a comment."""
    with workspace.store.write() as uow:
        return add_comment(uow, actor, conversation_id, html=html)


def a_team(workspace: Workspace, *members: Actor) -> int:
    """Make a team."""
    with workspace.store.write() as uow:
        team = Team(name=f"Team of {len(members)}")
        uow.session.add(team)
        uow.session.flush()
        for actor in members:
            uow.session.add(TeamMember(team_id=team.id or 0, agent_id=actor.agent_id))
        return team.id or 0


def named_in(workspace: Workspace, comment_id: int) -> set[int]:
    """Read who is named in a comment."""
    with workspace.store.read() as uow:
        found = select(Mention.agent_id).where(Mention.comment_id == comment_id)
        return set(uow.session.exec(found))


def lines_of(workspace: Workspace, actor: Actor) -> list[Notification]:
    """Read what is under an agent's bell."""
    with workspace.store.read() as uow:
        mine = select(Notification).where(Notification.agent_id == actor.agent_id)
        return list(uow.session.exec(mine.order_by(col(Notification.id))))


def test_a_team_names_its_members_who_may_see_the_inbox(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    team_id = a_team(workspace, workspace.ann, workspace.bob, workspace.eve)

    comment_id = comment_on(
        workspace, conversation_id, workspace.ann, naming(f"t{team_id}")
    )

    ids = {workspace.ann.agent_id, workspace.bob.agent_id}
    assert named_in(workspace, comment_id) == ids
    assert [line.kind for line in lines_of(workspace, workspace.bob)] == ["mentioned"]
    assert lines_of(workspace, workspace.ann) == []
    assert lines_of(workspace, workspace.eve) == []


def test_who_is_named_twice_hears_of_it_once(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    team_id = a_team(workspace, workspace.bob)

    html = naming(workspace.bob.agent_id, f"t{team_id}", workspace.bob.agent_id)
    comment_on(workspace, conversation_id, workspace.ann, html)

    assert len(lines_of(workspace, workspace.bob)) == 1


def test_naming_somebody_without_access_is_refused_by_name(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    eve = workspace.eve.agent_id

    with pytest.raises(CannotMentionError) as refused:
        comment_on(workspace, conversation_id, workspace.ann, naming(eve))

    assert refused.value.values == {"name": f"Someone {eve}"}
    with workspace.store.read() as uow:
        assert uow.session.exec(select(Comment)).all() == []


@pytest.mark.parametrize("nobody", ["999", "t999"])
def test_naming_nobody_that_exists_is_refused(
    workspace: Workspace, nobody: str
) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(CannotMentionError):
        comment_on(workspace, conversation_id, workspace.ann, naming(nobody))


def test_a_team_without_anybody_who_may_see_it_is_refused(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    team_id = a_team(workspace, workspace.eve)

    with pytest.raises(CannotMentionError):
        comment_on(workspace, conversation_id, workspace.ann, naming(f"t{team_id}"))


def test_an_admin_may_be_named_everywhere_and_who_left_nowhere(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    admin, bob = workspace.admin.agent_id, workspace.bob.agent_id
    comment_on(workspace, conversation_id, workspace.ann, naming(admin))
    with workspace.store.write() as uow:
        uow.session.get_one(Agent, bob).is_active = False

    with pytest.raises(CannotMentionError):
        comment_on(workspace, conversation_id, workspace.ann, naming(bob))

    assert len(lines_of(workspace, workspace.admin)) == 1


def test_hundreds_of_names_are_refused(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(InvalidInputError):
        comment_on(workspace, conversation_id, workspace.ann, naming(*range(1, 300)))


def test_the_editor_offers_members_and_their_teams(workspace: Workspace) -> None:
    team_id = a_team(workspace, workspace.bob, workspace.eve)
    a_team(workspace, workspace.eve)

    with workspace.store.read() as uow:
        offered = read_mentionable(uow, workspace.ann, workspace.inbox_id)
        foreign = read_mentionable(uow, workspace.eve, workspace.inbox_id)

    ids = [workspace.ann.agent_id, workspace.bob.agent_id]
    assert [one["id"] for one in offered] == [*map(str, ids), f"t{team_id}"]
    assert foreign == []


def test_mentions_list_conversations_by_the_newest_mention(
    workspace: Workspace, clock: Clock
) -> None:
    first, second = workspace.a_conversation(), workspace.a_conversation(subject="Two")
    bob = workspace.bob.agent_id
    for conversation_id in (first, second, first):
        comment_on(workspace, conversation_id, workspace.ann, naming(bob))
        clock.advance(minutes=1)

    with workspace.store.read() as uow:
        rows = list_conversations(uow, workspace.bob, MENTIONS)["rows"]
        unread = count_unread_mentions(uow, workspace.bob, None)
        elsewhere = count_unread_mentions(uow, workspace.bob, workspace.other_inbox_id)
        hers = list_conversations(uow, workspace.ann, MENTIONS)["rows"]

    assert [row["id"] for row in rows] == [first, second]
    assert (unread, elsewhere, hers) == (2, 0, [])


def test_reading_the_comment_counts_the_mention_as_seen(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    bob = workspace.bob
    comment_on(workspace, conversation_id, workspace.ann, naming(bob.agent_id))
    position = workspace.conversation(conversation_id).last_position

    with workspace.store.write() as uow:
        mark_read(uow, bob, conversation_id, position - 1)
        before = count_unread_mentions(uow, bob, None)
        mark_read(uow, bob, conversation_id, position)
        after = count_unread_mentions(uow, bob, None)

    assert (before, after) == (1, 0)
    assert lines_of(workspace, bob)[0].read_at is not None
    with workspace.store.read() as uow:
        assert len(list_conversations(uow, bob, MENTIONS)["rows"]) == 1


def test_mentions_in_the_trash_are_quiet(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    bob = workspace.bob
    comment_on(workspace, conversation_id, workspace.ann, naming(bob.agent_id))
    with workspace.store.write() as uow:
        trash_conversation(uow, workspace.ann, conversation_id)
    comment_on(workspace, conversation_id, workspace.ann, naming(bob.agent_id))

    with workspace.store.read() as uow:
        assert list_conversations(uow, bob, MENTIONS)["rows"] == []
        assert count_unread_mentions(uow, bob, None) == 0
    assert len(lines_of(workspace, bob)) == 1


def test_a_changed_comment_shows_that_it_was(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    comment_id = comment_on(
        workspace, conversation_id, workspace.ann, "<p>Frist words</p>"
    )

    with workspace.store.write() as uow:
        edit_comment(uow, workspace.ann, comment_id, html="<p>First words</p>")

    with workspace.store.read() as uow:
        comment = uow.session.get_one(Comment, comment_id)
        document = uow.session.exec(
            select(SearchDocument).where(SearchDocument.comment_id == comment_id)
        ).one()
        trace = uow.session.exec(
            select(Activity).order_by(col(Activity.id).desc())
        ).first()
    assert (comment.html, document.body) == ("<p>First words</p>", "First words")
    assert comment.edited_at is not None
    assert trace is not None
    assert trace.kind == "comment_edited"
    assert "Frist" not in str(trace.data)
    assert workspace.conversation(conversation_id).preview == "First words"


def test_a_change_tells_whom_it_newly_names_and_forgets_the_others(
    workspace: Workspace,
) -> None:
    conversation_id = workspace.a_conversation()
    bob, admin = workspace.bob.agent_id, workspace.admin.agent_id
    comment_id = comment_on(workspace, conversation_id, workspace.ann, naming(bob))

    with workspace.store.write() as uow:
        edit_comment(uow, workspace.ann, comment_id, html=naming(admin))

    assert named_in(workspace, comment_id) == {admin}
    assert lines_of(workspace, workspace.bob) == []
    assert len(lines_of(workspace, workspace.admin)) == 1


def test_a_change_alone_tells_nobody_twice(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    bob = workspace.bob.agent_id
    comment_id = comment_on(workspace, conversation_id, workspace.ann, naming(bob))

    with workspace.store.write() as uow:
        edit_comment(uow, workspace.ann, comment_id, html=naming(bob, words="Soon"))

    (line,) = lines_of(workspace, workspace.bob)
    assert line.text.startswith("Soon")


def test_a_deleted_comment_leaves_no_word_behind(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation(text="The question")
    before = workspace.conversation(conversation_id).preview
    bob = workspace.bob.agent_id
    comment_id = comment_on(
        workspace, conversation_id, workspace.ann, naming(bob, words="Secret")
    )

    with workspace.store.write() as uow:
        delete_comment(uow, workspace.ann, comment_id)

    with workspace.store.read() as uow:
        comment = uow.session.get_one(Comment, comment_id)
        documents = uow.session.exec(
            select(SearchDocument).where(SearchDocument.comment_id == comment_id)
        ).all()
    assert (comment.html, documents) == ("", [])
    assert comment.deleted_at is not None
    assert named_in(workspace, comment_id) == set()
    assert lines_of(workspace, workspace.bob) == []
    conversation = workspace.conversation(conversation_id)
    assert conversation.preview == before
    assert conversation.preview_kind is PreviewKind.INBOUND


def test_the_row_goes_on_quoting_what_came_after(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    first = comment_on(workspace, conversation_id, workspace.ann, "<p>One</p>")
    second = comment_on(workspace, conversation_id, workspace.bob, "<p>Two</p>")

    with workspace.store.write() as uow:
        edit_comment(uow, workspace.ann, first, html="<p>Uno</p>")
    assert workspace.conversation(conversation_id).preview == "Two"

    with workspace.store.write() as uow:
        delete_comment(uow, workspace.bob, second)
    conversation = workspace.conversation(conversation_id)
    assert (conversation.preview, conversation.preview_by) == ("Uno", "Ann")


Change = Callable[[UnitOfWork, Actor, int], None]
CHANGES: list[Change] = [
    lambda uow, actor, n: edit_comment(uow, actor, n, html="<p>other</p>"),
    delete_comment,
]


@pytest.mark.parametrize("change", CHANGES)
def test_only_who_wrote_it_may_change_a_comment(
    workspace: Workspace, change: Change
) -> None:
    conversation_id = workspace.a_conversation()
    comment_id = comment_on(workspace, conversation_id, workspace.ann, "<p>Mine</p>")
    refusals: list[tuple[Actor, type[InboxError]]] = [
        (workspace.bob, NotYourCommentError),
        (workspace.admin, NotAMemberError),
        (workspace.eve, CommentNotFoundError),
    ]

    for actor, error in refusals:
        with pytest.raises(error), workspace.store.write() as uow:
            change(uow, actor, comment_id)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("wrong", [0, -1, 999, 2**70, "1", None, True])
def test_an_id_that_is_none_is_refused(
    workspace: Workspace,
    change: Change,
    wrong: object,
) -> None:
    workspace.a_conversation()

    with pytest.raises(CommentNotFoundError), workspace.store.write() as uow:
        change(uow, workspace.ann, wrong)  # pyright: ignore[reportArgumentType] - what a browser may send


@pytest.mark.parametrize("change", CHANGES)
def test_after_ten_minutes_a_comment_stands(
    workspace: Workspace, clock: Clock, change: Change
) -> None:
    conversation_id = workspace.a_conversation()
    comment_id = comment_on(workspace, conversation_id, workspace.ann, "<p>Mine</p>")
    clock.advance(minutes=10, seconds=1)

    with pytest.raises(TooLateToEditError), workspace.store.write() as uow:
        change(uow, workspace.ann, comment_id)


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_deleted_cannot_be_changed_again(
    workspace: Workspace, change: Change
) -> None:
    conversation_id = workspace.a_conversation()
    comment_id = comment_on(workspace, conversation_id, workspace.ann, "<p>Mine</p>")
    with workspace.store.write() as uow:
        delete_comment(uow, workspace.ann, comment_id)

    with pytest.raises(CommentNotFoundError), workspace.store.write() as uow:
        change(uow, workspace.ann, comment_id)


def test_a_change_to_nothing_or_to_a_book_is_refused(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    comment_id = comment_on(workspace, conversation_id, workspace.ann, "<p>Mine</p>")

    with pytest.raises(EmptyMessageError), workspace.store.write() as uow:
        edit_comment(uow, workspace.ann, comment_id, html="<p> </p>")
    with pytest.raises(TooLargeError), workspace.store.write() as uow:
        edit_comment(uow, workspace.ann, comment_id, html="a" * 1_000_001)


def test_a_comment_in_another_inbox_is_refused(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()

    with pytest.raises(ConversationNotFoundError):
        comment_on(workspace, conversation_id, workspace.eve, "<p>Hello</p>")
