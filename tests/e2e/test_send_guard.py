"""The question before a reply leaves: what is odd about it, and both ways on."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import messages, reply_box, send_button, write_reply
from tests.e2e.team import Team


def test_an_odd_reply_is_asked_about_and_goes_back_or_out(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Guarded", to="boss@customer.example")
    page = open_tab(team.maya, team.url("open", number))
    write_reply(page, "The invoice is attached.")
    page.get_by_role("button", name="Bcc").click()
    page.get_by_role("combobox", name="Bcc").fill("eve@else.example")
    page.keyboard.press("Enter")

    send_button(page).click()

    question = page.get_by_role("dialog", name="Send this reply?")
    expect(question.get_by_role("listitem")).to_have_text(
        [
            "New to this conversation: eve@else.example",
            "You got this mail as a hidden copy (Bcc). Your answer gives that away.",
            "You mention an attachment, but no file is attached.",
        ]
    )
    expect(question.get_by_role("button", name="Go back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_have_count(0)
    expect(reply_box(page)).to_be_focused()
    expect(reply_box(page)).to_contain_text("The invoice is attached.")
    expect(messages(page)).to_have_count(1)

    page.keyboard.press("Control+Enter")
    expect(question).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(messages(page)).to_have_count(2)
    expect(reply_box(page)).not_to_contain_text("attached")


def test_a_marked_gap_has_to_be_filled_in(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Gap")
    page = open_tab(team.maya, team.url("open", number))
    write_reply(page, "Dear [[missing: company.name]]")

    send_button(page).click()

    expect(page.get_by_role("alert")).to_contain_text("company.name")
    expect(messages(page)).to_have_count(1)
    expect(reply_box(page)).to_contain_text("Dear [[missing: company.name]]")
