"""Blocking a sender and what it shows, by mouse and by keyboard."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team


def open_block_dialog(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Block sender").click()
    expect(page.get_by_role("dialog", name="Block sender")).to_be_visible()


def test_a_sender_is_blocked_with_what_they_wrote_before_and_let_in_again(
    team: Team, open_tab: OpenTab
) -> None:
    pest = "Pest <pest@pushy.example>"
    team.a_conversation("First offer", from_=pest)
    number = team.a_conversation("Second offer", from_=pest)
    page = open_tab(team.maya, team.url(conversation_id=number))

    open_block_dialog(page)
    dialog = page.get_by_role("dialog", name="Block sender")
    expect(dialog.get_by_label("This address: pest@pushy.example")).to_be_checked()
    dialog.get_by_label("Also move 1 earlier conversation").check()
    dialog.get_by_role("button", name="Block", exact=True).click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_text("pest@pushy.example is blocked")).to_be_visible()
    expect(page.get_by_text("Filtered: blocked sender")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Blocked", exact=True)).to_be_visible()
    expect(page.get_by_role("option")).to_have_count(0)
    team.a_conversation("Third offer", from_=pest)
    page.goto(team.url("filtered"))
    expect(page.get_by_role("option")).to_have_count(3)
    expect(page.get_by_role("option").first).to_contain_text("blocked sender")
    expect(page.get_by_role("option").first).to_contain_text("Deleted for ever on")

    # By keyboard: into the newest one, and its sender is welcome again.
    page.get_by_role("option").first.focus()
    page.keyboard.press("Enter")
    never = page.get_by_role("button", name="Never filter this sender")
    expect(never).to_be_visible()
    never.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(2)
    team.a_conversation("A welcome offer", from_=pest)
    page.goto(team.url())
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("option").first).to_contain_text("A welcome offer")


def test_the_undo_of_a_block_takes_all_of_it_back(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("An offer", from_="Ann <ann@gmail.com>")
    page = open_tab(team.maya, team.url(conversation_id=number))
    page.get_by_role("button", name="More actions").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Block sender").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Block sender")

    expect(dialog.get_by_label("Everybody at gmail.com")).to_be_disabled()
    expect(dialog).to_contain_text("Anybody may have an address at gmail.com.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    open_block_dialog(page)
    dialog.get_by_role("button", name="Block", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Filtered: blocked sender")).to_be_hidden()
    expect(page.get_by_role("option")).to_have_count(1)
