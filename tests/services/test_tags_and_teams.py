"""Tags and teams: made, changed and deleted, allowed and refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from inbox_app.domain.errors import (
    AgentNotFoundError,
    InvalidInputError,
    NameTakenError,
    NotAllowedError,
    TagNotFoundError,
    TeamNotFoundError,
)
from inbox_app.models import ConversationTag, Tag, Team, TeamMember
from inbox_app.services.agents import EmptyFieldError
from inbox_app.services.changes import undo_activity
from inbox_app.services.conversations import assign_conversation_to_team
from inbox_app.services.tags import create_tag, delete_tag, update_tag
from inbox_app.services.teams import (
    create_team,
    delete_team,
    rename_team,
    set_team_member,
)
from inbox_app.services.triage import tag_conversation, untag_conversation
from tests.builders.workspace import Workspace

WRONG_IDS = (0, -1, 2**40, True, "1", None)


def run(workspace: Workspace, use_case: Callable[..., Any], *args: Any, **kw: Any):
    with workspace.store.write() as uow:
        return use_case(uow, *args, **kw)


def test_a_tag_is_made_named_anew_and_coloured(workspace: Workspace) -> None:
    ann = workspace.ann
    number = run(workspace, create_tag, ann, name="  billing,  late ")
    run(workspace, create_tag, ann, name="vip")

    with pytest.raises(NameTakenError):
        run(workspace, create_tag, ann, name="VIP")
    with pytest.raises(NameTakenError):
        run(workspace, update_tag, ann, number, name="vip")
    run(workspace, update_tag, ann, number, name="Billing late", hue=30)

    with workspace.store.read() as uow:
        tag = uow.session.get_one(Tag, number)
    assert (tag.name, tag.hue) == ("Billing late", 30)


def test_what_is_no_name_hue_or_tag_is_refused(workspace: Workspace) -> None:
    ann = workspace.ann
    number = run(workspace, create_tag, ann, name="x" * 5000)
    for name in ("", "  ", ", ,"):
        with pytest.raises(EmptyFieldError):
            run(workspace, create_tag, ann, name=name)
    for hue in (-1, 360, True, "1", 2.5):
        with pytest.raises(InvalidInputError):
            run(workspace, update_tag, ann, number, hue=hue)
    for wrong in WRONG_IDS:
        with pytest.raises(TagNotFoundError):
            run(workspace, update_tag, ann, wrong, name="y")
        with pytest.raises(TagNotFoundError):
            run(workspace, delete_tag, ann, wrong)


def test_a_deleted_tag_is_taken_off_everywhere(workspace: Workspace) -> None:
    ann = workspace.ann
    first, second = (run(workspace, create_tag, ann, name=n) for n in ("a", "b"))
    number = workspace.a_conversation()
    run(workspace, tag_conversation, ann, number, tag_id=second)
    run(workspace, tag_conversation, ann, number, tag_id=first)
    off = run(workspace, untag_conversation, ann, number, tag_id=first)

    run(workspace, delete_tag, ann, second)

    assert workspace.conversation(number).tag_ids == []
    with workspace.store.read() as uow:
        assert uow.session.exec(select(ConversationTag)).all() == []
    with pytest.raises(Exception, match="changed_since"):
        run(workspace, undo_activity, ann, off)


def test_only_admins_manage_teams(workspace: Workspace) -> None:
    admin, ann = workspace.admin, workspace.ann
    number = run(workspace, create_team, admin, name="Finance")
    for use_case, ids, change in (
        (create_team, (), {"name": "x"}),
        (rename_team, (number,), {"name": "x"}),
        (delete_team, (number,), {}),
        (set_team_member, (number, ann.agent_id), {"is_member": True}),
    ):
        with pytest.raises(NotAllowedError):
            run(workspace, use_case, ann, *ids, **change)

    run(workspace, rename_team, admin, number, name="Money")
    run(workspace, set_team_member, admin, number, ann.agent_id, is_member=True)
    run(workspace, set_team_member, admin, number, ann.agent_id, is_member=True)
    with workspace.store.read() as uow:
        assert uow.session.get_one(Team, number).name == "Money"
        assert len(uow.session.exec(select(TeamMember)).all()) == 1
    run(workspace, set_team_member, admin, number, ann.agent_id, is_member=False)
    with workspace.store.read() as uow:
        assert uow.session.exec(select(TeamMember)).all() == []


def test_what_is_no_team_or_agent_is_refused(workspace: Workspace) -> None:
    admin = workspace.admin
    number = run(workspace, create_team, admin, name="Finance")
    with pytest.raises(NameTakenError):
        run(workspace, create_team, admin, name="finance")
    for wrong in WRONG_IDS:
        with pytest.raises(TeamNotFoundError):
            run(workspace, rename_team, admin, wrong, name="y")
        with pytest.raises(TeamNotFoundError):
            run(workspace, delete_team, admin, wrong)
        with pytest.raises(AgentNotFoundError):
            run(workspace, set_team_member, admin, number, wrong, is_member=True)


def test_what_belonged_to_a_deleted_team_belongs_to_none(workspace: Workspace) -> None:
    number = workspace.a_conversation()
    team = run(workspace, create_team, workspace.admin, name="Finance")
    run(workspace, assign_conversation_to_team, workspace.ann, number, team_id=team)

    run(workspace, delete_team, workspace.admin, team)

    assert workspace.conversation(number).team_id is None
