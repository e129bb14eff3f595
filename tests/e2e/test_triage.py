"""Sorting a conversation in a real browser, by mouse and by keyboard."""

import re

from playwright.sync_api import Locator, Page, expect

from inbox_app.models import Team as TeamRow
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import reply_box
from tests.e2e.team import Team


def row_of(page: Page, subject: str) -> Locator:
    return page.get_by_role("option").filter(has_text=subject)


def choose(page: Page, menu: str | re.Pattern[str], item: str) -> None:
    page.get_by_role("button", name=menu).click()
    page.get_by_role("menu").get_by_text(item, exact=True).click()


def test_a_conversation_is_snoozed_and_comes_back_by_undo(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Rest a while")
    page = open_tab(team.maya, team.url("open", number))
    expect(reply_box(page)).to_be_editable()

    page.get_by_role("button", name="Snooze", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Tomorrow morning")).to_be_visible()
    page.get_by_role("menuitem", name="Until they reply").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Snoozed until they reply").first).to_be_visible()
    expect(row_of(page, "Rest a while")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row_of(page, "Rest a while")).to_have_count(1)

    choose(page, "Snooze", "Date and time…")
    page.get_by_label("Come back on").fill("2031-05-06T07:30")
    page.get_by_role("dialog").get_by_role("button", name="Snooze").click()
    facts = page.get_by_role("list", name="Facts of this conversation")
    expect(facts).to_contain_text("Snoozed until May 6, 2031 7:30 AM")
    facts.get_by_role("button", name="End the snooze").click()
    expect(row_of(page, "Rest a while")).to_have_count(1)


def test_tags_priority_and_team_stand_on_head_and_row(
    team: Team, open_tab: OpenTab
) -> None:
    with team.site.store.write() as uow:
        uow.session.add(TeamRow(name=f"Finance {team.inbox_name}"))
    number = team.a_conversation("Sort me")
    page = open_tab(team.maya, team.url("open", number))
    expect(reply_box(page)).to_be_editable()
    tag = f"invoice {team.inbox_name}"

    page.get_by_role("button", name="Tags").click()
    page.keyboard.type(tag)
    page.keyboard.press("Enter")
    facts = page.get_by_role("list", name="Facts of this conversation")
    expect(facts).to_contain_text(tag)
    expect(row_of(page, "Sort me")).to_contain_text(tag)
    choose(page, re.compile("^Priority"), "Urgent")
    expect(row_of(page, "Sort me")).to_contain_text("Urgent")
    choose(page, re.compile("^Assigned to"), f"Finance {team.inbox_name}")
    expect(
        page.get_by_role("button", name=f"Assigned to: Finance {team.inbox_name}")
    ).to_be_visible()

    facts.get_by_role("button", name=f"Remove the tag {tag}").click()
    expect(row_of(page, "Sort me")).not_to_contain_text(tag)
    page.get_by_role("button", name="Undo").last.click()
    expect(facts).to_contain_text(tag)
