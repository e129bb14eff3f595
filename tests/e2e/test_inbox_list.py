"""The list, the views, search and filters, live, in a real browser."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team, subjects_of


def rows_of(page: Page) -> Locator:
    return page.get_by_role("option")


def view(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation").get_by_role(
        "link", name=re.compile(f"^{re.escape(name)}")
    )


def violations_of(page: Page, *without: str) -> list[str]:
    """Say which accessibility rules are broken, and where."""
    context = {"exclude": [[selector] for selector in without]}
    found = Axe().run(page, context=context).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def some_mails(team: Team, count: int, **mail: Any) -> list[bytes]:
    return [
        a_mail(to=team.address, subject=f"Question {n}", **mail) for n in range(count)
    ]


def test_new_mail_appears_with_its_count_and_in_the_title(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(team.maya, team.url())
    expect(page.get_by_text("Every conversation has an owner")).to_be_visible()

    team.a_conversation("Where is my parcel?")

    expect(rows_of(page)).to_have_count(1)
    expect(rows_of(page).first).to_contain_text("Where is my parcel?")
    expect(view(page, "Unassigned")).to_contain_text("1")
    expect(page).to_have_title(f"(1) Unassigned · {team.inbox_name}")


def test_a_click_on_a_row_opens_it_and_back_leads_to_the_list(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Invoice 12")
    page = open_tab(team.maya, team.url())

    rows_of(page).first.click()

    expect(page).to_have_url(team.url(conversation_id=number))
    expect(page.get_by_role("main")).to_contain_text("Invoice 12")
    expect(rows_of(page).first).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page).to_have_url(team.url())
    expect(rows_of(page).first).to_have_attribute("aria-current", "false")


def test_a_link_to_a_conversation_opens_it_after_the_log_in(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Invoice 13")

    page = open_tab(team.maya, team.url("open", number))

    expect(page.get_by_role("main")).to_contain_text("Invoice 13")
    expect(page.get_by_role("heading", level=1)).to_have_text("All open")


def test_the_list_grows_at_its_end_and_keeps_its_place_when_a_row_opens(
    team: Team, open_tab: OpenTab
) -> None:
    team.receive(*some_mails(team, 70))
    page = open_tab(team.maya, team.url())
    expect(rows_of(page)).to_have_count(50)

    page.locator(".rows").hover()
    page.mouse.wheel(0, 20_000)
    expect(rows_of(page)).to_have_count(70)
    rows_of(page).nth(60).scroll_into_view_if_needed()
    before = page.locator(".rows").evaluate("rows => rows.scrollTop")
    rows_of(page).nth(60).click()

    expect(rows_of(page).nth(60)).to_have_attribute("aria-current", "true")
    expect(rows_of(page)).to_have_count(70)
    assert page.locator(".rows").evaluate("rows => rows.scrollTop") == before


def test_mail_that_arrives_under_the_pointer_waits_in_a_pill(
    team: Team, open_tab: OpenTab
) -> None:
    team.receive(*some_mails(team, 3))
    page = open_tab(team.maya, team.url())
    expect(rows_of(page)).to_have_count(3)
    rows_of(page).first.hover()

    team.a_conversation("The newest")

    pill = page.get_by_role("button", name="1 new")
    expect(pill).to_be_visible()
    assert "The newest" not in subjects_of(page)
    pill.click()
    expect(rows_of(page).first).to_contain_text("The newest")
    expect(pill).to_be_hidden()


def test_a_burst_of_mail_ends_as_a_reload_would_show_it(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(team.maya, team.url())

    for start in range(0, 120, 30):
        team.receive(*some_mails(team, 30, text=f"batch {start}"))

    expect(view(page, "Unassigned")).to_contain_text("120")
    live = subjects_of(page)
    page.reload()
    expect(rows_of(page).first).to_be_visible()
    assert live[:50] == subjects_of(page)[:50]


def test_what_one_agent_takes_leaves_the_others_unassigned_view(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Who takes this?")
    maya = open_tab(team.maya, team.url())
    expect(rows_of(maya)).to_have_count(1)
    tom = open_tab(team.tom, team.url(conversation_id=number))
    expect(tom.get_by_role("main")).to_contain_text("Who takes this?")

    tom.keyboard.press("i")

    expect(rows_of(maya)).to_have_count(0)
    expect(rows_of(tom)).to_have_count(0)
    expect(view(tom, "Assigned to me")).to_contain_text("1")


def test_search_finds_marks_and_lives_in_the_url(team: Team, open_tab: OpenTab) -> None:
    team.a_conversation("Facture du mois", text="La facture numéro 77 est fausse.\n")
    team.a_conversation("Something else", text="Nothing of it.\n")
    page = open_tab(team.maya, team.url())
    expect(rows_of(page)).to_have_count(2)

    page.keyboard.press("/")
    page.keyboard.type("FACTURE nume")

    expect(rows_of(page)).to_have_count(1)
    expect(page.locator("mark").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"q=FACTURE\+nume"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Results")
    page.reload()
    expect(rows_of(page)).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("FACTURE nume")
    page.get_by_role("searchbox").press("Escape")
    expect(rows_of(page)).to_have_count(2)
    expect(page).to_have_url(team.url())


def test_a_search_without_hits_says_so_and_offers_the_way_out(
    team: Team, open_tab: OpenTab
) -> None:
    team.a_conversation("One")
    page = open_tab(team.maya, f"{team.url()}?q=unfindable")

    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.get_by_role("link", name="Clear the filters").click()

    expect(rows_of(page)).to_have_count(1)


def test_filters_become_chips_that_go_one_by_one_and_come_back(
    team: Team, open_tab: OpenTab
) -> None:
    team.a_conversation("One")
    page = open_tab(team.maya, team.url())
    page.get_by_role("button", name="Filters").click()

    page.get_by_role("checkbox", name="Closed").click()
    expect(page).to_have_url(re.compile("status=closed"))
    page.get_by_label("Span").select_option("Last 7 days")
    expect(page).to_have_url(re.compile("since="))
    page.keyboard.press("Escape")

    expect(page.get_by_text("Status: Closed")).to_be_visible()
    expect(rows_of(page)).to_have_count(0)
    page.get_by_role("link", name="Remove the filter Status: Closed").click()
    expect(page).not_to_have_url(re.compile("status="))
    expect(rows_of(page)).to_have_count(1)
    page.go_back()
    expect(page.get_by_text("Status: Closed")).to_be_visible()
    page.get_by_role("link", name="Clear all").first.click()
    expect(page).to_have_url(team.url())


def test_the_order_turns_around(team: Team, open_tab: OpenTab) -> None:
    team.receive(*some_mails(team, 3))
    page = open_tab(team.maya, team.url())
    expect(rows_of(page)).to_have_count(3)
    newest_first = list(subjects_of(page))

    page.get_by_role("button", name="Order: Newest").click()
    page.get_by_role("menuitemradio", name="Oldest").click()

    expect(page.locator(".conversation-subject").first).to_have_text(newest_first[-1])
    assert list(subjects_of(page)) == newest_first[::-1]


def test_the_list_is_walked_and_opened_by_keys(team: Team, open_tab: OpenTab) -> None:
    team.receive(*some_mails(team, 3))
    page = open_tab(team.maya, team.url())
    expect(rows_of(page)).to_have_count(3)

    page.keyboard.press("j")
    expect(rows_of(page).nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows_of(page).nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows_of(page).nth(0)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")

    expect(rows_of(page).nth(2)).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("main")).to_contain_text(subjects_of(page)[2])


def test_the_language_changes_without_a_reload(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(team.maya, team.url())
    expect(page.get_by_role("heading", level=1)).to_have_text("Unassigned")
    page.evaluate("window.wasNotReloaded = true")

    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitemradio", name="Français").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Non attribuées")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.evaluate("window.wasNotReloaded")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Non attribuées")


def test_the_theme_changes_and_stays(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(team.maya, team.url(), color_scheme="light")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitemradio", name="Dark").click()

    expect(page.locator("html")).to_have_class(re.compile("dark"))
    page.reload()
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    elsewhere = open_tab(team.maya, team.url(), color_scheme="light")
    expect(elsewhere.locator("html")).to_have_class(re.compile("dark"))


def test_the_browsers_language_is_spoken_at_first(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(team.maya, team.url(), locale="fr-FR")

    expect(page.get_by_role("heading", level=1)).to_have_text("Non attribuées")


def test_on_a_phone_one_pane_shows_at_a_time(team: Team, open_tab: OpenTab) -> None:
    team.a_conversation("Small screen")
    page = open_tab(team.maya, team.url(), viewport={"width": 390, "height": 844})
    navigation = page.get_by_role("navigation", name="Inbox navigation")
    expect(rows_of(page)).to_have_count(1)
    expect(navigation).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    expect(navigation).to_be_visible()
    view(page, "All open").click()
    expect(navigation).to_be_hidden()
    rows_of(page).first.click()

    expect(page.get_by_role("main")).to_contain_text("Small screen")
    expect(rows_of(page)).to_have_count(0)
    page.get_by_role("link", name="Back to the list").click()
    expect(rows_of(page)).to_have_count(1)


def test_an_inbox_of_others_is_not_shown(
    team: Team, other_team: Team, open_tab: OpenTab
) -> None:
    other_team.a_conversation("Secret")

    page = open_tab(team.maya, other_team.url())

    expect(page.get_by_text("Secret")).to_have_count(0)
    expect(rows_of(page)).to_have_count(0)


def test_log_out_ends_at_the_log_in(team: Team, open_tab: OpenTab) -> None:
    page = open_tab(team.maya, team.url())

    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Log out", exact=True).click()

    expect(page).to_have_url(re.compile("/login"))
    page.goto(team.url())
    expect(page).to_have_url(re.compile("/login"))


def test_a_dropped_line_is_said_and_caught_up_with(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(team.maya, team.url())
    expect(page.get_by_text("Every conversation has an owner")).to_be_visible()

    page.context.set_offline(True)
    expect(page.get_by_text("Connection lost")).to_be_visible()
    team.a_conversation("Came in meanwhile")
    page.context.set_offline(False)

    expect(rows_of(page).first).to_contain_text("Came in meanwhile")
    expect(page.get_by_text("Connection lost")).to_be_hidden()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1000, 390])
def test_the_list_meets_the_accessibility_rules(
    team: Team, open_tab: OpenTab, color_scheme: str, width: int
) -> None:
    team.receive(*some_mails(team, 3))
    number = team.a_conversation("Facture", text="La facture est fausse.\n")
    page = open_tab(
        team.maya,
        f"{team.url('open')}?q=facture",
        color_scheme=color_scheme,
        viewport={"width": width, "height": 900},
    )
    expect(page.locator("mark").first).to_be_visible()

    assert violations_of(page) == []
    page.goto(team.url("open"))
    expect(rows_of(page)).to_have_count(4)
    if width > 720:
        page.get_by_role("button", name="Filters").click()
        expect(page.get_by_role("checkbox", name="Closed")).to_be_visible()
    assert violations_of(page) == []
    page.goto(team.url("open", number))
    expect(page.get_by_role("main")).to_contain_text("Facture")
    assert violations_of(page, "#conversation") == []
