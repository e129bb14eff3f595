"""The editor: text that cannot get lost, and what may be pasted into it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team

PASTE = """
(element, {text, html, file}) => {
  const data = new DataTransfer();
  if (text) data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  if (file) data.items.add(new File([new Uint8Array(file.bytes)], file.name, file));
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  element.focus();
  element.dispatchEvent(new ClipboardEvent("paste", options));
}
"""
# The smallest picture there is: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc33000000"
    "0049454e44ae426082"
)


def reply_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply", exact=True)


def paste(field: Locator, **given: Any) -> None:
    field.evaluate(PASTE, {"text": "", "html": "", "file": None, **given})


def test_text_typed_just_before_a_reload_is_still_there(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Late train")
    page = open_tab(team.maya, team.url(conversation_id=number))
    reply_of(page).click()
    page.keyboard.type("I was about to say")

    page.reload()

    expect(reply_of(page)).to_contain_text("I was about to say")


def test_each_conversation_keeps_its_own_text_and_its_own_history(
    team: Team, open_tab: OpenTab
) -> None:
    first = team.a_conversation("First matter")
    team.a_conversation("Second matter")
    page = open_tab(team.maya, team.url(conversation_id=first))
    reply_of(page).click()
    page.keyboard.type("For the first only")
    expect(page.get_by_text("Draft saved")).to_be_visible()

    page.get_by_role("option", name="Second matter").click()

    expect(page.get_by_role("main")).to_contain_text("Second matter")
    expect(reply_of(page)).not_to_contain_text("For the first only")
    reply_of(page).click()
    page.keyboard.press("Control+z")
    expect(reply_of(page)).not_to_contain_text("For the first only")
    page.get_by_role("option", name="First matter").click()
    expect(reply_of(page)).to_contain_text("For the first only")


def test_another_agent_at_the_same_computer_does_not_see_the_text(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Private thoughts")
    page = open_tab(team.maya, team.url(conversation_id=number))
    reply_of(page).click()
    page.keyboard.type("Only Maya thinks so")
    kept = page.evaluate("JSON.stringify(localStorage)")

    tab = open_tab(team.tom, team.url(conversation_id=number))
    tab.evaluate("kept => Object.assign(localStorage, JSON.parse(kept))", kept)
    tab.reload()

    expect(reply_of(tab)).to_be_visible()
    expect(reply_of(tab)).not_to_contain_text("Only Maya thinks so")


def test_a_paste_keeps_its_structure_and_drops_its_looks(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Formatted")
    page = open_tab(team.maya, team.url(conversation_id=number))

    paste(
        reply_of(page),
        html='<style>p{color:red}</style><p class="MsoNormal" style="color:red">'
        'Very <span style="font-weight:700">important</span></p><ul><li>one</li></ul>'
        '<img src="https://tracker.example/pixel.png">',
    )

    expect(reply_of(page).locator("strong")).to_have_text("important")
    expect(reply_of(page).locator("li")).to_have_text("one")
    expect(reply_of(page).locator("[style], [class*=Mso]")).to_have_count(0)
    expect(reply_of(page).locator("img[src^=http]")).to_have_count(0)


def test_a_pasted_picture_is_uploaded_and_stands_in_the_text(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Screenshot")
    page = open_tab(team.maya, team.url(conversation_id=number))

    file = {"name": "shot.png", "type": "image/png", "bytes": list(PIXEL)}
    paste(reply_of(page), file=file)
    picture = reply_of(page).locator("img[src^='/attachments/']")
    expect(picture).to_have_count(1)
    page.keyboard.type("as you see")

    expect(picture).to_have_count(1)
    expect(reply_of(page)).to_contain_text("as you see")


def test_a_link_without_an_address_is_refused_in_the_readers_language(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Lien")
    page = open_tab(team.maya, team.url(conversation_id=number), locale="fr-FR")
    page.get_by_role("textbox", name="Réponse", exact=True).click()
    page.keyboard.press("Control+k")
    field = page.get_by_role("textbox", name="Adresse du lien")
    field.fill("rien du tout")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("Tapez une adresse")
    field.fill("exemple.fr/page")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="https://exemple.fr/page")
    expect(link).to_have_attribute("href", "https://exemple.fr/page")
