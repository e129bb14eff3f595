"""Inboxes, members and the habits of channels: what admins may and others may not."""

import pytest

from inbox_app.domain.errors import (
    AgentNotFoundError,
    InboxNotFoundError,
    InvalidInputError,
    NotAllowedError,
)
from inbox_app.domain.events import AgentChanged, InboxChanged
from inbox_app.queries.channels import read_channel
from inbox_app.queries.team import read_inbox_settings, read_team
from inbox_app.services.agents import EmptyFieldError
from inbox_app.services.channels import (
    AlreadyConnectedError,
    change_habits,
    connect_channel,
    read_account,
)
from inbox_app.services.inboxes import create_inbox, rename_inbox, set_member
from tests.builders.workspace import Workspace


def test_who_makes_an_inbox_is_its_first_member(workspace: Workspace) -> None:
    with workspace.store.write() as uow:
        inbox_id = create_inbox(uow, workspace.admin, name="  Returns\n and  repairs ")
        assert InboxChanged(inbox_id) in uow.events
        assert AgentChanged(workspace.admin.agent_id) in uow.events

    with workspace.store.read() as uow:
        inboxes = read_inbox_settings(uow, workspace.admin)
    (made,) = [inbox for inbox in inboxes if inbox["id"] == inbox_id]
    assert made["name"] == "Returns and repairs"
    assert made["members"] == ["Admin"]


def test_a_member_comes_and_goes_and_is_told_once(workspace: Workspace) -> None:
    eve = workspace.eve.agent_id
    for is_member in (True, True, False):
        with workspace.store.write() as uow:
            set_member(
                uow, workspace.admin, workspace.inbox_id, eve, is_member=is_member
            )
            told = list(uow.events)
        with workspace.store.read() as uow:
            inboxes = read_inbox_settings(uow, workspace.admin)
            team = read_team(uow, workspace.admin)
        (support,) = [one for one in inboxes if one["id"] == workspace.inbox_id]
        assert ("Eve" in support["members"]) == is_member
        (seen,) = [agent for agent in team if agent["id"] == eve]
        assert ("Support" in seen["inboxes"]) == is_member
    assert told == [AgentChanged(eve)]


def test_a_name_is_needed(workspace: Workspace) -> None:
    with workspace.store.write() as uow:
        with pytest.raises(EmptyFieldError):
            create_inbox(uow, workspace.admin, name=" \x00 ")
        with pytest.raises(EmptyFieldError):
            rename_inbox(uow, workspace.admin, workspace.inbox_id, name="")


def test_agents_manage_no_inboxes(workspace: Workspace) -> None:
    inbox_id, ann = workspace.inbox_id, workspace.ann
    with workspace.store.write() as uow:
        with pytest.raises(NotAllowedError):
            create_inbox(uow, ann, name="Mine")
        with pytest.raises(NotAllowedError):
            rename_inbox(uow, ann, inbox_id, name="Mine")
        with pytest.raises(NotAllowedError):
            set_member(uow, ann, inbox_id, ann.agent_id, is_member=True)
        with pytest.raises(NotAllowedError):
            read_inbox_settings(uow, ann)
        with pytest.raises(NotAllowedError):
            read_team(uow, ann)


def test_what_does_not_exist_is_refused(workspace: Workspace) -> None:
    admin = workspace.admin
    with workspace.store.write() as uow:
        with pytest.raises(InboxNotFoundError):
            rename_inbox(uow, admin, 2**40, name="Nowhere")
        with pytest.raises(AgentNotFoundError):
            set_member(uow, admin, workspace.inbox_id, 2**40, is_member=True)


def test_habits_change_without_touching_the_connection(workspace: Workspace) -> None:
    with workspace.store.write() as uow:
        change_habits(
            uow,
            workspace.admin,
            workspace.channel_id,
            plus_addressing=False,
            quote="none",
        )

    with workspace.store.read() as uow:
        shown = read_channel(uow, workspace.admin, workspace.channel_id)
    assert (shown["plus_addressing"], shown["quote"]) == (False, "none")


def test_habits_are_for_admins_and_of_known_kinds(workspace: Workspace) -> None:
    with workspace.store.write() as uow:
        with pytest.raises(NotAllowedError):
            change_habits(uow, workspace.ann, workspace.channel_id, quote="none")
        with pytest.raises(NotAllowedError):
            read_account(uow, workspace.ann, workspace.channel_id)
        with pytest.raises(InvalidInputError):
            change_habits(uow, workspace.admin, workspace.channel_id, quote="half")


def test_one_mailbox_is_connected_once(workspace: Workspace) -> None:
    with (
        workspace.store.write() as uow,
        pytest.raises(AlreadyConnectedError) as refused,
    ):
        connect_channel(
            uow,
            workspace.admin,
            workspace.inbox_id,
            address="Support@Example.test",
            settings={},
            secret={},
        )

    assert refused.value.values["field"] == "address"
