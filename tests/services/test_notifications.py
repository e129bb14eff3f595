"""What agents are told, by the ways they chose."""

import pytest
from sqlmodel import col, select

from inbox_app.domain.errors import InvalidInputError
from inbox_app.domain.notices import NoticeKind
from inbox_app.models import Notification
from inbox_app.queries.notifications import read_notice_choices, read_notifications
from inbox_app.services.conversations import (
    assign_conversation,
    filter_conversation,
)
from inbox_app.services.notifications import turn_way
from tests.builders.workspace import Workspace


def assign(workspace: Workspace, conversation_id: int) -> None:
    """Let Ann give a conversation to Bob, anew."""
    for assignee_id in (None, workspace.bob.agent_id):
        with workspace.store.write() as uow:
            assign_conversation(
                uow, workspace.ann, conversation_id, assignee_id=assignee_id
            )


def told(workspace: Workspace) -> list[tuple[bool, bool]]:
    """Read by which ways Bob was told, oldest first."""
    with workspace.store.read() as uow:
        found = select(Notification).order_by(col(Notification.id))
        return [(line.in_app, line.in_browser) for line in uow.session.exec(found)]


def test_each_hears_by_the_ways_they_chose(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    assign(workspace, conversation_id)
    for way in ("in_browser", "in_app"):
        with workspace.store.write() as uow:
            turn_way(uow, workspace.bob, NoticeKind.ASSIGNED, way)
        assign(workspace, conversation_id)

    assert told(workspace) == [(True, True), (True, False)]
    with workspace.store.read() as uow:
        lines = read_notifications(uow, workspace.bob)
        choices = {c["kind"]: c for c in read_notice_choices(uow, workspace.bob)}
        anns = {c["kind"]: c for c in read_notice_choices(uow, workspace.ann)}
    assert len(lines) == 2
    assert choices["assigned"]["in_app"] is False
    assert anns["assigned"]["in_app"] is True
    assert list(choices) == [kind.value for kind in NoticeKind]


def test_spam_is_quiet(workspace: Workspace) -> None:
    conversation_id = workspace.a_conversation()
    with workspace.store.write() as uow:
        filter_conversation(uow, workspace.ann, conversation_id)

    assign(workspace, conversation_id)

    assert told(workspace) == []


@pytest.mark.parametrize(
    ("kind", "way"),
    [("weather", "in_app"), ("assigned", "by_pigeon"), ("x" * 9999, "in_app")],
)
def test_a_kind_or_a_way_that_is_none_is_refused(
    workspace: Workspace, kind: str, way: str
) -> None:
    with pytest.raises(InvalidInputError), workspace.store.write() as uow:
        turn_way(uow, workspace.bob, kind, way)
