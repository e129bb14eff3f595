"""Saved views: made from filters, opened by address, put in order, taken back."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team


def navigation(page: Page):
    return page.get_by_role("navigation", name="Inbox navigation")


def save_view(page: Page, name: str) -> None:
    """Keep the filters on screen, from the keyboard alone."""
    page.get_by_role("button", name="Save as view").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_a_filter_is_kept_followed_changed_and_deleted(
    team: Team, open_tab: OpenTab
) -> None:
    team.a_conversation("Where is it?")
    page = open_tab(team.maya, f"{team.url('open')}?channel=email")
    save_view(page, "Mail")
    link = navigation(page).get_by_role("link", name="Mail 1 conversation")
    expect(link).to_have_attribute("aria-current", "page")
    view = page.url
    assert re.search(r"/v\d+$", view)

    # New mail comes in by itself, into the list and the number.
    team.a_conversation("And where is this?")
    expect(page.get_by_text("And where is this?").first).to_be_visible()
    expect(
        navigation(page).get_by_role("link", name="Mail 2 conversations")
    ).to_be_visible()

    # Searching within it, and back.
    page.get_by_role("searchbox", name="Search conversations").fill("this")
    expect(page).to_have_url(re.compile(r"/v\d+\?.*q=this"))
    expect(page.get_by_text("Where is it?")).to_have_count(0)
    page.go_back()
    expect(page).to_have_url(view)
    expect(page.get_by_text("Where is it?").first).to_be_visible()

    # Its address leads anybody there who may see it, nobody else.
    tom = open_tab(team.tom, view)
    expect(tom.get_by_text("This view is gone")).to_be_visible()

    page.get_by_role("link", name=re.compile("Remove.*Email")).click()
    expect(page.get_by_role("heading", name="Mail", level=1)).to_be_visible()
    page.goto(f"{view}?channel=chat")
    page.get_by_role("button", name="Save changes").click()
    expect(page).to_have_url(view)
    expect(page.get_by_text("Where is it?")).to_have_count(0)

    page.get_by_role("button", name="Options of Mail").click()
    page.get_by_role("menuitem", name="Delete view").click()
    expect(navigation(page).get_by_text("My views")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(navigation(page).get_by_role("link", name="Mail")).to_be_visible()


def test_views_are_shared_and_put_in_order(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(team.maya, f"{team.url('open')}?unread=1")
    save_view(page, "First")
    page.goto(f"{team.url('open')}?attachment=1")
    save_view(page, "Second")
    links = navigation(page).get_by_role("group", name="My views").get_by_role("link")
    expect(links).to_have_text([re.compile("First"), re.compile("Second")])

    links.last.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(links).to_have_text([re.compile("Second"), re.compile("First")])

    tom = open_tab(team.tom, team.url("open"))
    page.get_by_role("button", name="Options of Second").click()
    page.get_by_role("menuitem", name="Edit view").click()
    page.get_by_role("checkbox", name=re.compile("Share with the team")).check()
    page.get_by_role("button", name="Save", exact=True).click()
    shared = navigation(tom).get_by_role("group", name="Team views")
    expect(shared.get_by_role("link", name="Second")).to_be_visible()
