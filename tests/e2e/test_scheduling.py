"""Sending later: chosen, shown, changed, held and taken back."""

from playwright.sync_api import Page, expect

from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import messages, reply_box, write_reply
from tests.e2e.team import Team


def open_dialog(page: Page) -> None:
    page.get_by_role("button", name="More ways to send").click()
    page.get_by_role("menuitem", name="Send later").click()


def test_a_reply_is_scheduled_by_keyboard_and_taken_back(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Later")
    page = open_tab(team.maya, team.url("open", number))
    write_reply(page, "Good morning!")
    page.get_by_role("button", name="More ways to send").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")

    dialog = page.get_by_role("dialog", name="Send later")
    expect(dialog.get_by_role("radio", name="Tomorrow morning")).to_be_focused()
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    sent = messages(page).last
    expect(sent).to_contain_text("Leaves on")
    expect(sent).to_contain_text("9:00")
    expect(sent).to_contain_text("unless they write first")
    expect(page.get_by_label("Conversation", exact=True).last).to_be_focused()
    sent.get_by_role("button", name="Back to the editor").click()
    expect(reply_box(page)).to_contain_text("Good morning!")
    expect(messages(page)).to_have_count(1)


def test_a_time_past_is_refused_and_what_they_write_first_holds(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Held", message_id="<held@customer.example>")
    page = open_tab(team.maya, team.url("open", number))
    write_reply(page, "It will be shipped.")
    open_dialog(page)
    dialog = page.get_by_role("dialog", name="Send later")
    day = dialog.get_by_label("Date and time").last
    day.fill("2020-01-01T09:00")
    dialog.get_by_role("button", name="Schedule").click()
    expect(dialog.get_by_role("alert")).to_contain_text("still to come")
    expect(day).to_be_focused()
    dialog.get_by_role("radio", name="Tomorrow morning").check()
    dialog.get_by_label("Close the conversation").check()
    dialog.get_by_role("button", name="Schedule").click()
    sent = messages(page).nth(1)
    expect(sent).to_contain_text("Leaves on")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()

    team.receive(
        a_mail(
            to=team.address,
            subject="Re: Held",
            text="Please cancel it!",
            in_reply_to="<held@customer.example>",
        )
    )

    expect(sent.get_by_role("alert")).to_contain_text("Held back")
    sent.get_by_role("button", name="Change time").click()
    expect(dialog.get_by_label("Hold it back")).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(sent.get_by_role("button", name="Change time")).to_be_focused()
    sent.get_by_role("button", name="Send now").click()
    expect(sent.get_by_role("button", name="Undo")).to_be_visible()
