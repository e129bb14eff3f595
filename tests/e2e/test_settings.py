"""The settings in a real browser: oneself, the team, inboxes, channels, quarantine."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import select

from inbox_app.domain.enums import LedgerFate
from inbox_app.models import LedgerEntry
from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.settings_pages import an_admin, open_settings
from tests.e2e.team import PASSWORD, Team

NEW_PASSWORD = "another password for tests"


def sections(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Settings").get_by_role("link")


def row_of(page: Page, words: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=words)


def test_an_admin_begins_with_the_channels_and_sees_all_sections(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(an_admin(team), team.url())

    page.get_by_role("link", name="Settings").click()

    expect(page).to_have_url(re.compile("/settings/channels$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Channels")
    expect(page).to_have_title("Settings")
    assert sections(page).all_inner_texts() == [
        "Back to the inbox",
        "Profile",
        "Snippets",
        "Tags",
        "Channels",
        "Inboxes",
        "Team",
        "Teams",
        "Filtering",
        "Quarantine",
    ]


@pytest.mark.parametrize("path", ["", "channels", "team", "quarantine", "nowhere"])
def test_an_agent_sees_only_what_is_everybodys(
    team: Team, open_tab: OpenTab, path: str
) -> None:
    page = open_tab(team.maya, team.url())

    open_settings(page, path)

    expect(page).to_have_url(re.compile("/settings/profile$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Profile")
    expect(sections(page)).to_have_count(4)


def test_a_changed_name_shows_in_the_inbox(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(team.maya, team.url())
    open_settings(page, "profile")

    page.get_by_role("textbox", name="Name").fill("Maya Rivera")
    page.get_by_role("form", name="Name").get_by_role("button", name="Save").click()

    expect(page.get_by_text("Settings saved")).to_be_visible()
    page.get_by_role("link", name="Back to the inbox").click()
    expect(page.get_by_role("button", name="Account of Maya Rivera")).to_be_visible()


def test_the_language_changes_at_once_and_stays(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(team.maya, team.url())
    open_settings(page, "profile")

    page.get_by_label("Language").select_option("fr")

    expect(page.get_by_role("heading", name="Changer le mot de passe")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profil")


def test_a_signature_keeps_its_looks_and_stands_below_the_next_reply(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Signed")
    page = open_tab(team.maya, team.url())
    open_settings(page, "profile")

    page.get_by_role("textbox", name="Signature").click()
    page.keyboard.press("Control+b")
    page.keyboard.type("Maya of Acme")
    page.get_by_role("region", name="Signature").get_by_role(
        "button", name="Save"
    ).click()
    expect(page.get_by_text("Settings saved")).to_be_visible()

    page.reload()
    box = page.get_by_role("textbox", name="Signature")
    expect(box.locator("strong")).to_have_text("Maya of Acme")
    page.goto(team.url(conversation_id=number))
    reply = page.get_by_role("textbox", name="Reply", exact=True)
    expect(reply.locator("strong")).to_have_text("Maya of Acme")


def test_a_changed_password_ends_the_other_sessions_only(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(team.maya, team.url())
    other = open_tab(team.maya, team.url())
    open_settings(page, "profile")

    def change(current: str, new: str, repeated: str) -> None:
        page.get_by_label("Current password").fill(current)
        page.get_by_label("New password", exact=True).fill(new)
        page.get_by_label("New password again").fill(repeated)
        page.get_by_role("button", name="Change the password").click()

    change("wrong", NEW_PASSWORD, NEW_PASSWORD)
    expect(page.get_by_role("alert")).to_have_text("The password is wrong.")
    change(PASSWORD, NEW_PASSWORD, "something else")
    expect(page.get_by_role("alert")).to_have_text("The two passwords differ.")
    change(PASSWORD, NEW_PASSWORD, NEW_PASSWORD)

    expect(page.get_by_text("Password changed")).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_value("")
    expect(other).to_have_url(re.compile("/login"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profile")


def test_a_new_agent_logs_in_with_the_password_that_was_shown(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(an_admin(team), team.url())
    open_settings(page, "team")
    address = f"nils{team.inbox_id}@acme.test"

    page.get_by_role("button", name="Add an agent").click()
    form = page.get_by_role("form", name="Add an agent")
    form.get_by_label("Name").fill("Nils New")
    form.get_by_label("Email").fill(team.maya.email)
    form.get_by_role("button", name="Add an agent").click()
    expect(form.get_by_role("alert")).to_have_text("This address is in use.")
    form.get_by_label("Email").fill(address)
    form.get_by_role("button", name="Add an agent").click()

    shown = page.get_by_role("dialog").get_by_role("code")
    expect(shown).to_be_visible()
    password = shown.inner_text()
    page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(row_of(page, address)).to_contain_text("Nils New")
    page.get_by_role("link", name="Profile").click()
    page.get_by_role("link", name="Team", exact=True).click()
    expect(page.get_by_text(password)).to_have_count(0)
    page.context.clear_cookies()
    page.goto(f"{team.site.address}/login")
    page.fill("input[name=email]", address)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url("**/inbox/**")


def test_a_deactivated_agent_is_signed_out_and_can_come_back(
    team: Team, open_tab: OpenTab
) -> None:
    tom = open_tab(team.tom, team.url())
    page = open_tab(an_admin(team), team.url())
    open_settings(page, "team")
    row = row_of(page, team.tom.email)

    row.get_by_role("button", name="Actions for Tom Weber").click()
    page.get_by_role("menuitem", name="Deactivate").click()

    expect(row).to_contain_text("Deactivated")
    expect(tom).to_have_url(re.compile("/login"))
    page.get_by_role("button", name="Undo").click()
    expect(row.get_by_label("Role of Tom Weber")).to_have_value("agent")


def test_a_role_changes_what_the_other_sees(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(an_admin(team), team.url())
    open_settings(page, "team")
    maya = open_tab(team.maya, team.url())
    open_settings(maya, "profile")

    row_of(page, team.maya.email).get_by_role("combobox").select_option("admin")

    expect(maya.get_by_role("link", name="Channels")).to_be_visible()


def test_a_new_inbox_appears_for_its_members(team: Team, open_tab: OpenTab) -> None:
    name = f"Returns {team.inbox_id}"
    page = open_tab(an_admin(team), team.url())
    open_settings(page, "inboxes")
    maya = open_tab(team.maya, team.url())

    page.get_by_role("button", name="Add an inbox").click()
    expect(page.get_by_role("alert")).to_have_text("Fill this in.")
    form = page.get_by_role("form", name="Add an inbox")
    form.get_by_label("Name of the inbox").fill(name)
    form.get_by_role("button").click()
    row = row_of(page, name)
    expect(row).to_contain_text("1 member")
    # Every team has its Maya: all of them become members.
    boxes = row.get_by_role("checkbox", name="Maya")
    for number in range(boxes.count()):
        boxes.nth(number).click()
        expect(boxes.nth(number)).to_be_checked()

    maya.get_by_test_id("inbox-switcher").first.click()
    expect(maya.get_by_role("menuitem", name=name)).to_be_visible()


def test_an_inbox_is_renamed_for_everybody_at_once(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(an_admin(team), team.url())
    open_settings(page, "inboxes")
    maya = open_tab(team.maya, team.url())
    row = row_of(page, team.inbox_name).filter(has_text=team.address)
    row.get_by_role("button", name=team.inbox_name).click()

    form = row.get_by_role("form", name="Name of the inbox")
    form.get_by_label("Name of the inbox").fill(f"Help {team.inbox_id}")
    form.get_by_role("button", name="Save").click()

    expect(maya).to_have_title(re.compile(f"Help {team.inbox_id}"))


def test_a_channel_is_named_paused_and_told_how_to_quote(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(an_admin(team), team.url())
    open_settings(page, f"channels/{team.channel_id}")
    expect(page.get_by_text("Paused")).to_be_visible()

    page.get_by_role("form", name="Replies").get_by_label("Sender name").fill(
        "Acme Help"
    )
    page.get_by_label("Other addresses").fill("help@example.test\nnonsense")
    page.get_by_role("form", name="Replies").get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_text("This is not an email address.")
    page.get_by_label("Other addresses").fill("help@example.test, info@example.test")
    page.get_by_role("form", name="Replies").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
    page.get_by_label("Below a reply").select_option("none")
    page.get_by_role("switch", name="Mark the reply address").click()
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")

    page.reload()
    expect(page.get_by_label("Sender name").first).to_have_value("Acme Help")
    expect(page.get_by_label("Other addresses")).to_have_value(
        "help@example.test\ninfo@example.test"
    )
    expect(page.get_by_label("Below a reply")).to_have_value("none")
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "true")


def test_a_quarantined_mail_is_shown_and_processed_again(
    team: Team, open_tab: OpenTab
) -> None:
    subject = f"Once unreadable {team.inbox_id}"
    team.receive(a_mail(to=team.address, subject="Nothing special"))
    with team.site.store.write() as uow:
        raw = a_mail(
            from_="Quinn <quinn@customer.example>", to=team.address, subject=subject
        )
        uow.session.add(
            LedgerEntry(
                channel_id=team.channel_id,
                folder="handed in",
                uid=team.inbox_id,
                fate=LedgerFate.QUARANTINED,
                detail="ValueError: what a parser said",
                raw_key=uow.blobs.put(raw),
                size=len(raw),
                seen_at=uow.now,
            )
        )
    page = open_tab(an_admin(team), team.url())
    open_settings(page, "quarantine")
    row = page.get_by_role("row").filter(has_text=team.address)
    expect(row).to_contain_text("quinn@customer.example")
    expect(row).to_contain_text("what a parser said")

    with page.context.expect_page() as opened:
        row.get_by_role("link", name="Show source").click()
    expect(opened.value.locator("body")).to_contain_text(subject)
    row.get_by_role("button", name="Process again").click()

    expect(page.get_by_text("Processed")).to_be_visible()
    expect(row).to_have_count(0)
    assert team.find_conversation(subject)
    with team.site.store.read() as uow:
        fates = uow.session.exec(
            select(LedgerEntry.fate).where(LedgerEntry.channel_id == team.channel_id)
        ).all()
    assert set(fates) == {LedgerFate.RECEIVED}


def test_the_ledger_of_a_channel_names_the_fate_of_each_mail(
    team: Team, open_tab: OpenTab
) -> None:
    mail = a_mail(to=team.address, subject="Twice")
    team.receive(mail)
    team.receive(mail)
    page = open_tab(an_admin(team), team.url())
    open_settings(page, f"channels/{team.channel_id}")

    page.get_by_role("link", name="Ledger").click()

    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_label("What became of it").select_option("duplicate")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("clara@customer.example")


def test_the_settings_fit_a_narrow_screen(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(an_admin(team), team.url(), viewport={"width": 390, "height": 844})

    for path in ("channels", "channels/new", "inboxes", "team", "profile"):
        open_settings(page, path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, path
