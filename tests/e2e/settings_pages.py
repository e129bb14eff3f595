"""The settings as an admin sees them, by role and name."""

import itertools

from playwright.sync_api import Locator, Page, expect

from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import Role
from inbox_app.models import InboxMember
from inbox_app.services.agents import add_agent
from tests.e2e.team import PASSWORD, Person, Team

_numbers = itertools.count(1)


def an_admin(team: Team) -> Person:
    """Add an admin who is a member of the team's inbox."""
    number = next(_numbers)
    email = f"ada{number}@acme.test"
    with team.site.store.write() as uow:
        agent = add_agent(
            uow, email=email, name=f"Ada {number}", password=PASSWORD, role=Role.ADMIN
        )
        agent_id = agent.id or 0
        uow.session.add(InboxMember(inbox_id=team.inbox_id, agent_id=agent_id))
    inboxes = frozenset({team.inbox_id})
    return Person(email, Actor(agent_id, f"Ada {number}", Role.ADMIN, inboxes))


def open_settings(page: Page, path: str = "") -> None:
    """Go to a page of the settings; returns once it is there."""
    origin = page.url.split("/inbox")[0].split("/settings")[0]
    page.goto(f"{origin}/settings/{path}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def propose_for(page: Page, address: str) -> None:
    """Type the address of a new mailbox and wait for the suggested settings."""
    open_settings(page, "channels/new")
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Feeds the inbox")).to_be_visible()


def fill_server(
    page: Page, part: str, *, host: str, port: int, security: str, user: str
) -> None:
    """Fill in one of the two servers, `in` or `out`."""
    names = {"in": "Incoming mail (IMAP)", "out": "Outgoing mail (SMTP)"}
    server = page.get_by_role("group", name=names[part])
    server.get_by_label("Server").fill(host)
    server.get_by_label("Port").fill(str(port))
    server.get_by_label("Security").select_option(label=security)
    server.get_by_label("User name").fill(user)


def fill_password(page: Page, password: str) -> None:
    """Fill in the password of the mailbox."""
    page.get_by_label("Password or token").fill(password)


def step_of(page: Page, words: str) -> Locator:
    """Find a step of the shown connection test, by what it says."""
    return page.get_by_role("status").get_by_role("listitem").filter(has_text=words)
