"""Deleting for ever, and the settings of filtering, in a real browser."""

from playwright.sync_api import expect

from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.settings_pages import an_admin, open_settings
from tests.e2e.team import Team


def test_an_admin_deletes_for_ever_after_typing_what_is_asked(
    team: Team, open_tab: OpenTab
) -> None:
    first = team.a_conversation("Secret one")
    team.receive(*(a_mail(to=team.address, subject=f"Secret {n}") for n in (2, 3)))
    page = open_tab(an_admin(team), team.url(conversation_id=first))
    for _ in range(3):
        page.get_by_role("option").first.click()
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name="Move to trash").click()
        expect(page.get_by_text("Moved to trash").first).to_be_visible()
        expect(page.get_by_text("This conversation is in the trash.")).to_be_visible()
    page.goto(team.url("trash", first))
    banner = page.get_by_text("This conversation is in the trash.").locator("..")
    expect(banner).to_contain_text("Deleted for ever on")

    # By mouse: one of them.
    page.get_by_role("button", name="Delete for ever").click()
    dialog = page.get_by_role("dialog", name=f"Delete conversation {first} for ever")
    confirm = dialog.get_by_role("button", name="Delete for ever")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("To confirm, type").fill(str(first))
    confirm.click()
    expect(page.get_by_text("This conversation is gone")).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(2)

    # By keyboard: the rest.
    page.get_by_role("button", name="Empty trash").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("To confirm, type")
    expect(field).to_be_focused()
    page.keyboard.type("Something else")
    page.keyboard.press("Enter")
    field.fill("")
    page.keyboard.type(team.inbox_name)
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 conversations deleted for ever")).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(0)
    assert team.find_conversation("Secret 2") == 0


def test_an_agent_restores_but_does_not_delete_for_ever(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Only for now")
    page = open_tab(team.maya, team.url(conversation_id=number))
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Move to trash").click()
    page.goto(team.url("trash", number))

    expect(page.get_by_role("button", name="Restore")).to_be_visible()
    expect(page.get_by_role("button", name="Delete for ever")).to_be_hidden()
    expect(page.get_by_role("button", name="Empty trash")).to_be_hidden()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restored", exact=True)).to_be_visible()


def test_an_admin_sets_the_rules_the_lists_and_the_days(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(an_admin(team))
    open_settings(page, "filtering")

    role = page.get_by_role("switch", name="Role addresses")
    expect(role).to_have_attribute("aria-checked", "false")
    role.focus()
    page.keyboard.press("Enter")
    expect(role).to_have_attribute("aria-checked", "true")
    role.click()
    expect(role).to_have_attribute("aria-checked", "false")

    pattern = page.get_by_label("Address or domain")
    pattern.fill("gmail.com")
    page.get_by_role("button", name="Always filter").click()
    expect(page.get_by_role("alert")).to_contain_text("Anybody may have an address")
    pattern.fill("Partner.example")
    page.get_by_role("button", name="Always let in").click()
    lists = page.get_by_role("list", name="Allow and deny lists")
    row = lists.get_by_role("listitem").filter(has_text="partner.example")
    expect(row).to_contain_text("Allowed")
    row.get_by_role("button", name="Take partner.example off the list").click()
    expect(row).to_be_hidden()

    days = page.get_by_label("Empty the trash after how many days")
    days.fill("0")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    days.fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Settings saved")).to_be_visible()
