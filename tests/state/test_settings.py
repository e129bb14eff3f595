"""The handlers of the settings, called as a tab calls them."""

from collections.abc import Iterator

import pytest

from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import LedgerFate
from inbox_app.models import Agent, Channel, LedgerEntry
from inbox_app.state.session import acting_as
from inbox_app.state.settings.channels import ChannelState
from inbox_app.state.settings.inboxes import InboxesState
from inbox_app.state.settings.ledger import LedgerState
from inbox_app.state.settings.mailbox import MailboxState
from inbox_app.state.settings.profile import ProfileState
from inbox_app.state.settings.team import TeamState
from tests.builders.workspace import Workspace
from tests.state.conftest import Tab

SETTINGS = {
    "imap": {"host": "imap.acme.test", "port": 993, "security": "tls", "username": "s"},
    "smtp": {"host": "smtp.acme.test", "port": 465, "security": "tls", "username": "s"},
}


@pytest.fixture
def admin(workspace: Workspace) -> Iterator[Tab]:
    """Give the admin's tab; handlers that a test calls run as them."""
    with acting_as(workspace.admin):
        yield Tab(workspace.admin)


def agent(workspace: Workspace, actor: Actor) -> Agent:
    with workspace.store.read() as uow:
        return uow.session.get_one(Agent, actor.agent_id)


async def test_the_last_admin_stays_admin_and_the_choice_goes_back(
    workspace: Workspace, admin: Tab
) -> None:
    team = await admin.get(TeamState)
    await team._load(workspace.admin)

    await team.choose_role(workspace.admin.agent_id, "agent")

    assert await admin.notices() == ["error.last_admin"]
    assert agent(workspace, workspace.admin).role == "admin"
    assert "agents" in team.dirty_vars


async def test_what_is_no_role_changes_nothing(
    workspace: Workspace, admin: Tab
) -> None:
    team = await admin.get(TeamState)

    await team.choose_role(workspace.ann.agent_id, "emperor")

    assert await admin.notices() == ["error.invalid_input"]
    assert agent(workspace, workspace.ann).role == "agent"


async def test_a_first_password_is_shown_until_it_is_put_away(
    workspace: Workspace, admin: Tab
) -> None:
    team = await admin.get(TeamState)

    await team.add_agent({"name": "Nils", "email": "nils@acme.test", "role": "agent"})

    assert len(team.first_password["password"]) >= 16
    assert "nils@acme.test" in [one["email"] for one in team.agents]
    await team.forget_first_password()
    assert team.first_password["password"] == ""


async def test_a_new_agent_who_cannot_be_made_says_where(
    workspace: Workspace, admin: Tab
) -> None:
    team = await admin.get(TeamState)
    await team.start_adding()

    await team.add_agent({"name": "", "email": "nils@acme.test", "role": "agent"})

    assert (team.problem["field"], team.is_adding) == ("name", True)
    assert team.first_password["password"] == ""


async def test_an_unnamed_inbox_is_refused_beside_its_own_field(
    workspace: Workspace, admin: Tab
) -> None:
    inboxes = await admin.get(InboxesState)

    await inboxes.create({"new_name": " "})
    assert inboxes.problem["field"] == "new_name"
    await inboxes.create({"new_name": "Returns"})

    assert inboxes.problem["field"] == ""
    assert [one["name"] for one in inboxes.inboxes] == ["Returns", "Sales", "Support"]


async def test_an_agent_changes_no_inbox_even_past_the_gate(
    workspace: Workspace, ann: Tab
) -> None:
    inboxes = await ann.get(InboxesState)

    await inboxes.tick_member(workspace.other_inbox_id, ann.actor.agent_id, True)

    assert await ann.notices() == ["error.not_allowed"]


async def test_an_alias_that_is_no_address_is_refused_beside_its_field(
    workspace: Workspace, admin: Tab
) -> None:
    channel = await admin.get(ChannelState)
    await channel._show(workspace.admin, workspace.channel_id)

    await channel.save_channel({"from_name": "Acme", "aliases": "a@b.example, nobody"})
    assert channel.problem["field"] == "aliases"
    await channel.save_channel({"from_name": "Acme", "aliases": "a@b.example\n"})

    assert channel.problem["field"] == ""
    assert channel.channel["aliases"] == ["a@b.example"]


async def test_a_channel_that_is_gone_is_said(workspace: Workspace, admin: Tab) -> None:
    channel = await admin.get(ChannelState)

    await channel._show(workspace.admin, 4711)

    assert channel.is_gone


async def test_no_variable_of_the_form_holds_the_stored_password(
    workspace: Workspace, admin: Tab
) -> None:
    with workspace.store.write() as uow:
        channel = uow.session.get_one(Channel, workspace.channel_id)
        channel.settings = SETTINGS
        channel.secret = uow.secrets.seal({"imap": "a stored secret", "smtp": ""})
    form = await admin.get(MailboxState)

    await form._show_connected(workspace.admin, workspace.channel_id)

    assert form.form["imap_host"] == "imap.acme.test"
    assert "a stored secret" not in repr(admin.root.dict(include_computed=True))


async def test_another_server_does_not_get_the_stored_password(
    workspace: Workspace, admin: Tab
) -> None:
    with workspace.store.write() as uow:
        channel = uow.session.get_one(Channel, workspace.channel_id)
        channel.settings = SETTINGS
        channel.secret = uow.secrets.seal({"imap": "a stored secret", "smtp": ""})
    form = await admin.get(MailboxState)
    await form._show_connected(workspace.admin, workspace.channel_id)

    values = {**form.form, "imap_host": "imap.evil.test", "password": ""}
    trial = await form._begin_trial({**values, "intent": "test"})

    assert trial is None
    assert (form.problem["field"], form.busy) == ("password", "")
    trial = await form._begin_trial({**form.form, "password": "", "intent": "test"})
    assert trial is not None
    assert trial.account.secret["imap"] == "a stored secret"


async def test_the_ledger_shows_one_fate_when_asked(
    workspace: Workspace, admin: Tab
) -> None:
    with workspace.store.write() as uow:
        for uid, fate in enumerate((LedgerFate.RECEIVED, LedgerFate.FILTERED)):
            uow.session.add(
                LedgerEntry(
                    channel_id=workspace.channel_id,
                    uid=uid,
                    fate=fate,
                    seen_at=uow.now,
                )
            )
    ledger = await admin.get(LedgerState)
    await ledger._show_ledger(workspace.admin, workspace.channel_id)
    assert len(ledger.rows) == 2

    await ledger.choose_fate("filtered")

    assert [row["fate"] for row in ledger.rows] == ["filtered"]
    await ledger.choose_fate("no such fate")
    assert len(ledger.rows) == 2


async def test_two_different_new_passwords_are_refused_before_anything_else(
    workspace: Workspace, ann: Tab
) -> None:
    profile = await ann.get(ProfileState)

    await profile.change_password(
        {"current_password": "x", "password": "a" * 12, "repeated_password": "b" * 12}
    )

    assert profile.problem["field"] == "repeated_password"
    assert profile.password_number == 0
