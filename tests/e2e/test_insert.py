"""Writing what is used again, and inserting it into a reply."""

from playwright.sync_api import expect

from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import messages, reply_box, send_button, write_reply
from tests.e2e.team import Team


def test_a_snippet_is_written_inserted_and_its_gap_filled(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Snippets")
    page = open_tab(team.maya)
    page.goto(f"{team.site.address}/settings/snippets")
    page.get_by_role("button", name="New snippet").first.click()
    name = f"Thanks {team.inbox_id}"
    page.get_by_label("Name").fill(name)
    page.get_by_role("textbox", name="Text of the snippet").click()
    page.keyboard.type("Thank you, {{contact.first_name}} of {{company.name}}.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=name)).to_be_visible()

    page.goto(team.url("open", number))
    write_reply(page, "Hello! ")
    page.keyboard.type(f"#thanks-{team.inbox_id}")
    expect(page.get_by_role("option", name=name)).to_be_visible()
    page.keyboard.press("Enter")

    gap = "[[missing: company.name]]"
    expect(reply_box(page)).to_contain_text(f"Thank you, Clara of {gap}.")
    send_button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("company.name")
    expect(messages(page)).to_have_count(1)

    page.get_by_role("button", name="Insert").click()
    search = page.get_by_role("combobox", name="Search snippets")
    expect(search).to_be_focused()
    page.keyboard.type(f"thanks {team.inbox_id}")
    expect(page.get_by_role("option", name=name)).to_be_visible()
    page.keyboard.press("Enter")
    expect(reply_box(page)).to_be_focused()
    expect(reply_box(page).get_by_text("Thank you, Clara")).to_have_count(2)
