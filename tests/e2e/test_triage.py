"""Sorting a conversation in a real browser, by mouse and by keyboard."""

import re

from playwright.sync_api import Locator, Page, expect

from inbox_app.models import Agent
from inbox_app.models import Team as TeamRow
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import messages, reply_box
from tests.e2e.team import Team


def row_of(page: Page, subject: str) -> Locator:
    return page.get_by_role("option").filter(has_text=subject)


def choose(page: Page, menu: str | re.Pattern[str], item: str) -> None:
    page.get_by_role("button", name=menu).click()
    page.get_by_role("menu").get_by_text(item, exact=True).click()


def make_tag(page: Page, name: str) -> None:
    """Make it by keyboard alone, as it is put on."""
    page.get_by_role("button", name="Tags").press("Enter")
    expect(page.get_by_role("textbox", name="Find or create a tag")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Enter")


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

    make_tag(page, tag)
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


def test_what_rests_is_found_in_its_view_and_what_is_tagged_by_a_filter(
    team: Team, open_tab: OpenTab
) -> None:
    team.a_conversation("Awake")
    number = team.a_conversation("Asleep")
    page = open_tab(team.maya, team.url("open", number))
    expect(reply_box(page)).to_be_editable()
    tag = f"filtered {team.inbox_name}"
    make_tag(page, tag)
    expect(row_of(page, "Asleep")).to_contain_text(tag)

    choose(page, "Snooze", "Until they reply")
    expect(row_of(page, "Asleep")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Snoozed")).click()
    expect(row_of(page, "Asleep")).to_contain_text("Until they reply")

    page.goto(team.url("open"))
    page.get_by_test_id("order-menu").click()
    page.get_by_role("menuitemcheckbox", name="Include snoozed").click()
    expect(page.get_by_test_id("conversation-row")).to_have_count(2)
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("checkbox", name=tag).click()
    expect(page.get_by_test_id("conversation-row")).to_have_count(1)
    expect(page.get_by_text(f"Tag: {tag}")).to_be_visible()


def test_a_close_leads_to_the_next_one(team: Team, open_tab: OpenTab) -> None:
    older = team.a_conversation("The older one")
    newer = team.a_conversation("The newer one")
    with team.site.store.write() as uow:
        uow.session.get_one(Agent, team.maya.actor.agent_id).after_close = "next"
    page = open_tab(team.maya, team.url("open", newer))
    expect(reply_box(page)).to_be_editable()

    page.keyboard.press("Escape")
    page.get_by_label("Conversation", exact=True).last.focus()
    page.keyboard.press("e")

    expect(page).to_have_url(team.url("open", older))
    expect(page.get_by_role("heading", name="The older one")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(row_of(page, "The newer one")).to_have_count(1)


def test_two_are_merged_and_one_is_split_again(team: Team, open_tab: OpenTab) -> None:
    source = team.a_conversation("Second thought")
    target = team.a_conversation("First thought")
    page = open_tab(team.maya, team.url("open", target))
    expect(reply_box(page)).to_be_editable()

    choose(page, "More actions", "Merge with another…")
    page.get_by_role("dialog").get_by_role("radio").first.check()
    page.get_by_role("dialog").get_by_role("button", name="Merge").click()
    expect(messages(page)).to_have_count(2)
    expect(row_of(page, "Second thought")).to_have_count(0)
    page.goto(team.url("open", source))
    expect(page).to_have_url(team.url("open", target))
    expect(messages(page)).to_have_count(2)

    messages(page).last.get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name="Split from here").click()
    expect(messages(page)).to_have_count(1)
    page.get_by_role("button", name="Undo").last.click()
    expect(messages(page)).to_have_count(2)
