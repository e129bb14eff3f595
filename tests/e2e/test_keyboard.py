"""Keys, the palette, the list of keys, and the focus that is never lost."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import comment_box, reply_box
from tests.e2e.team import Team
from tests.e2e.test_inbox_list import rows_of, some_mails, violations_of


def palette(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Find an action")


def choices(page: Page) -> Locator:
    return page.get_by_role("dialog").get_by_role("option")


def type_character(page: Page, key: str, **event: object) -> None:
    """Press a key as a foreign layout sends it: what it writes, not where it lies."""
    page.evaluate(
        """([key, event]) => {
            const press = {key, bubbles: true, cancelable: true, ...event};
            const target = document.activeElement ?? document.body;
            target.dispatchEvent(new KeyboardEvent("keydown", press));
        }""",
        [key, event],
    )


def test_a_full_inbox_is_emptied_by_keys_and_the_focus_goes_down_the_list(
    team: Team, open_tab: OpenTab
) -> None:
    team.receive(*some_mails(team, 4))
    page = open_tab(team.maya, team.url())
    expect(rows_of(page)).to_have_count(4)
    names = page.locator(".conversation-subject").all_inner_texts()

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(rows_of(page)).to_have_count(3)
    expect(page.locator("[role=option]:focus")).to_contain_text(names[2])
    page.keyboard.press("#")
    expect(rows_of(page)).to_have_count(2)
    expect(page.locator("[role=option]:focus")).to_contain_text(names[3])
    page.keyboard.press("!")
    expect(rows_of(page)).to_have_count(1)
    expect(page.locator("[role=option]:focus")).to_contain_text(names[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(names[0])
    page.keyboard.press("i")

    expect(rows_of(page)).to_have_count(0)
    expect(page.locator("*:focus")).to_have_count(1)
    page.keyboard.press("g")
    page.keyboard.press("m")
    expect(page).to_have_url(team.url("mine"))
    expect(rows_of(page)).to_have_count(1)


def test_letters_go_by_what_they_write_and_not_while_typing_or_composing(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Clavier")
    page = open_tab(team.maya, team.url(conversation_id=number))
    status = page.locator("#conversation-status")
    expect(reply_box(page)).to_be_editable()

    for ignored in (
        {"altKey": True},
        {"ctrlKey": True},
        {"metaKey": True},
        {"isComposing": True},
        {"keyCode": 229},
    ):
        type_character(page, "e", **ignored)
    type_character(page, "Dead")
    page.keyboard.press("c")
    expect(comment_box(page)).to_be_focused()
    page.keyboard.type("e#!u")
    expect(comment_box(page)).to_have_text("e#!u")
    expect(status).to_have_text("Close")
    page.keyboard.press("Escape")
    # The key beside the left shift, which lies elsewhere on an AZERTY board.
    type_character(page, "E", code="KeyZ", shiftKey=False)
    expect(status).to_have_text("Reopen")
    type_character(page, "e", code="KeyZ", shiftKey=True)

    expect(status).to_have_text("Close")
    page.keyboard.press("a")
    expect(page.get_by_role("menuitemradio", name="Tom Weber")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("assignee")).to_be_focused()


def test_the_palette_finds_actions_conversations_people_and_settings(
    team: Team, open_tab: OpenTab
) -> None:
    team.receive(
        a_mail(
            to=team.address,
            from_="Zoé Palette <zoe.palette@example.org>",
            subject="Lampe cassée",
        )
    )
    number = team.find_conversation("Lampe cassée")
    page = open_tab(team.maya, team.url("open"))
    expect(rows_of(page)).to_have_count(1)

    # What is typed before it is there is not lost, and acts on nothing.
    page.keyboard.press("Control+k")
    page.keyboard.type("lampe")
    expect(palette(page)).to_have_value("lampe")
    expect(choices(page).first).to_contain_text("Lampe cassée")
    expect(palette(page)).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{number}$"))
    expect(page.locator("#conversation-status")).to_have_text("Close")

    page.keyboard.press("Control+k")
    page.keyboard.type("close the")
    expect(choices(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-status")).to_have_text("Reopen")

    page.keyboard.press("Control+k")
    # Lately chosen comes first; what makes no sense here is not offered.
    expect(choices(page).first).to_contain_text("Lampe cassée")
    expect(choices(page).filter(has_text="Close the conversation")).to_have_count(0)
    page.keyboard.type("palette")
    person = choices(page).filter(has_text="zoe.palette@example.org")
    assert violations_of(page) == []
    person.click()
    expect(page).to_have_url(re.compile(r"contact=\d+"))
    expect(rows_of(page)).to_have_count(1)

    page.keyboard.press("Control+k")
    page.keyboard.type("prof")
    expect(choices(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/settings/profile"))
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/closed$"))


def test_the_list_of_keys_speaks_french_and_turns_letters_off(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Aide")
    page = open_tab(
        team.maya, team.url("unassigned", number), locale="fr-FR", color_scheme="dark"
    )
    expect(rows_of(page)).to_have_count(1)
    rows_of(page).first.focus()

    type_character(page, "?", shiftKey=True)
    dialog = page.get_by_role("dialog", name="Raccourcis clavier")
    expect(dialog.get_by_text("Fermer la conversation")).to_be_visible()
    assert violations_of(page) == []
    dialog.get_by_role("checkbox", name="Les lettres seules agissent").click()
    page.keyboard.press("Escape")
    expect(rows_of(page).first).to_be_focused()
    page.keyboard.press("e")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Trouver")).to_be_focused()
    page.keyboard.press("Escape")
    expect(rows_of(page)).to_have_count(1)

    page.get_by_test_id("account-menu").click()
    page.get_by_role("menuitem", name="Raccourcis clavier").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").click()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("account-menu")).to_be_focused()
    page.keyboard.press("e")
    expect(rows_of(page)).to_have_count(0)
