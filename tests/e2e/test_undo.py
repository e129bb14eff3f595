"""Taking changes back from the history of a conversation."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team
from tests.e2e.test_inbox_list import violations_of


def test_a_change_is_taken_back_from_the_history_unless_changed_since(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Back and forth")
    page = open_tab(team.maya, team.url("open", number))
    page.get_by_role("button", name="Close", exact=True).click()
    closing = page.get_by_text("Maya Diaz closed the conversation")
    closing.click()

    history = page.locator(".activity", has=closing)
    expect(history).to_contain_text("Status: Open → Closed")
    assert violations_of(page, ".toasts") == []
    history.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    expect(history).to_contain_text("(taken back)")
    expect(history.get_by_role("button", name="Undo")).to_have_count(0)

    # By keyboard, and twice: the second finds it changed.
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    newest = page.locator(".activity", has_text="closed the conversation").last
    newest.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(newest.get_by_role("button", name="Undo")).to_be_visible()
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    newest.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Somebody changed this since")).to_be_visible()
    expect(page).to_have_url(re.compile(f"/{number}$"))
