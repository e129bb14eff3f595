"""Many conversations at once, by mouse and by keyboard."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team
from tests.e2e.test_inbox_list import rows_of, violations_of


def fill(team: Team, count: int) -> None:
    team.receive(
        *(a_mail(to=team.address, subject=f"Question {n:02}") for n in range(count))
    )


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Chosen conversations")


def box(row: Locator) -> Locator:
    return row.locator("[data-select]")


def chosen(page: Page) -> Locator:
    return page.locator("[role=option][aria-checked=true]")


def test_choosing_by_mouse_and_closing_with_one_undo(
    team: Team, open_tab: OpenTab
) -> None:
    fill(team, 8)
    page = open_tab(team.maya, team.url())
    expect(rows_of(page)).to_have_count(8)

    box(rows_of(page).nth(1)).click()
    box(rows_of(page).nth(4)).click(modifiers=["Shift"])
    expect(chosen(page)).to_have_count(4)
    expect(bar(page)).to_contain_text("4 chosen")
    box(rows_of(page).nth(2)).click()
    expect(bar(page)).to_contain_text("3 chosen")
    # Nothing was opened, and what comes in is not chosen.
    expect(page).to_have_url(re.compile("/unassigned$"))
    team.a_conversation("Brand new")
    expect(page.get_by_text("1 new")).to_be_visible()
    expect(bar(page)).to_contain_text("3 chosen")
    assert violations_of(page) == []

    bar(page).get_by_role("button", name="Close", exact=True).click()

    expect(page.get_by_text("3 conversations closed")).to_be_visible()
    expect(rows_of(page)).to_have_count(6)
    expect(bar(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("3 changes taken back")).to_be_visible()
    expect(rows_of(page)).to_have_count(9)


def test_choosing_by_keys_and_assigning_without_losing_the_focus(
    team: Team, open_tab: OpenTab
) -> None:
    fill(team, 5)
    page = open_tab(team.maya, team.url("open"))
    expect(rows_of(page)).to_have_count(5)

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(bar(page)).to_contain_text("3 chosen")
    page.keyboard.press("Escape")
    expect(bar(page)).to_have_count(0)
    page.keyboard.press("x")
    expect(bar(page)).to_contain_text("1 chosen")
    page.keyboard.press("i")

    expect(page.get_by_text("1 conversation assigned")).to_be_visible()
    expect(page.locator(".rows [role=option]:focus")).to_have_count(1)
    page.keyboard.press("x")
    page.keyboard.press("e")
    expect(page.get_by_text("1 conversation closed")).to_be_visible()
    expect(rows_of(page)).to_have_count(4)
    expect(page.locator(".rows [role=option]:focus")).to_have_count(1)
    page.keyboard.press("ControlOrMeta+a")
    expect(bar(page)).to_contain_text("4 chosen")
    page.keyboard.press("e")
    expect(page.get_by_text("4 conversations closed")).to_be_visible()
    expect(rows_of(page)).to_have_count(0)


def test_all_of_a_view_can_be_snoozed_beyond_what_is_loaded(
    team: Team, open_tab: OpenTab
) -> None:
    fill(team, 60)
    page = open_tab(team.maya, team.url())
    expect(rows_of(page).first).to_be_visible()

    box(rows_of(page).first).click()
    bar(page).get_by_role("button", name="All on screen").click()
    bar(page).get_by_role("button", name="All 60 in this view").click()
    expect(bar(page)).to_contain_text("60 chosen")
    bar(page).get_by_role("button", name="Snooze").click()
    page.get_by_role("menuitem", name="Until they reply").click()

    expect(page.get_by_text("60 conversations snoozed")).to_be_visible()
    expect(rows_of(page)).to_have_count(0)


def test_another_view_begins_with_nothing_chosen(team: Team, open_tab: OpenTab) -> None:
    fill(team, 2)
    page = open_tab(team.maya, team.url())
    box(rows_of(page).first).click()
    expect(bar(page)).to_be_visible()

    page.get_by_role("navigation").get_by_role(
        "link", name=re.compile("^All open")
    ).click()

    expect(bar(page)).to_have_count(0)
    expect(chosen(page)).to_have_count(0)
