"""Reading and answering a conversation in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, expect
from sqlmodel import col, select

from inbox_app.domain.enums import DeliveryState
from inbox_app.models import Delivery, Message
from tests.builders.mail import Attached, a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import (
    comment_box,
    messages,
    reply_box,
    send_button,
    write_reply,
)
from tests.e2e.team import Team

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def make_delivery_fail(team: Team, conversation_id: int, words: str) -> None:
    with team.site.store.write() as uow:
        deliveries = uow.session.exec(
            select(Delivery)
            .join(Message, col(Message.id) == col(Delivery.message_id))
            .where(Message.conversation_id == conversation_id)
        )
        for delivery in deliveries:
            delivery.state = DeliveryState.FAILED
            delivery.last_error = words


def test_a_reply_leaves_the_editor_and_can_be_taken_back(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Where is my order?")
    page = open_tab(team.maya, team.url(conversation_id=number))
    write_reply(page, "It left this morning.")

    page.keyboard.press("Control+Enter")

    expect(messages(page).last).to_contain_text("It left this morning.")
    expect(messages(page).last).to_contain_text(re.compile(r"Leaves in \d+ s"))
    expect(reply_box(page)).not_to_contain_text("It left")
    messages(page).last.get_by_role("button", name="Undo").click()
    expect(reply_box(page)).to_contain_text("It left this morning.")
    expect(messages(page)).to_have_count(1)


def test_a_reply_that_was_not_sent_survives_a_reload(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Reload me")
    page = open_tab(team.maya, team.url(conversation_id=number))
    write_reply(page, "Half a sen")

    page.reload()

    expect(reply_box(page)).to_contain_text("Half a sen")
    expect(page.get_by_role("option").first).to_contain_text("Draft")


def test_each_conversation_keeps_its_own_text(team: Team, open_tab: OpenTab) -> None:
    first = team.a_conversation("First of two")
    second = team.a_conversation("Second of two")
    page = open_tab(team.maya, team.url(conversation_id=first))
    write_reply(page, "For the first")

    page.get_by_role("option", name="Second of two").click()
    expect(page).to_have_url(team.url(conversation_id=second))
    expect(page.get_by_role("main")).to_contain_text("Second of two")
    expect(reply_box(page)).not_to_contain_text("For the first")
    page.get_by_role("option", name="First of two").click()

    expect(reply_box(page)).to_contain_text("For the first")


def test_nothing_to_send_is_said_beside_the_button(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Say nothing")
    page = open_tab(team.maya, team.url(conversation_id=number))
    expect(reply_box(page)).to_be_editable()

    send_button(page).click()

    expect(page.get_by_role("alert")).to_contain_text("Write something first.")


def test_an_impossible_recipient_keeps_the_text(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Wrong address")
    page = open_tab(team.maya, team.url(conversation_id=number))
    write_reply(page, "Keep this")
    page.get_by_role("combobox", name="To").fill("nobody at all")
    page.keyboard.press("Enter")

    send_button(page).click()

    expect(page.get_by_role("alert")).to_contain_text("not an email address")
    expect(reply_box(page)).to_contain_text("Keep this")


def test_a_failed_message_says_why_and_goes_back_to_the_editor(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Mailbox full")
    page = open_tab(team.maya, team.url(conversation_id=number))
    write_reply(page, "Will bounce at the door")
    page.keyboard.press("Control+Enter")
    expect(messages(page)).to_have_count(2)
    make_delivery_fail(team, number, "552 5.2.2 Mailbox full")

    page.reload()
    failed = messages(page).last
    expect(failed).to_contain_text("The server answered: 552 5.2.2 Mailbox full")
    failed.get_by_role("button", name="Edit").click()

    expect(reply_box(page)).to_contain_text("Will bounce at the door")
    expect(messages(page)).to_have_count(1)


def test_a_failed_message_is_discarded_only_after_a_question(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Give it up")
    page = open_tab(team.maya, team.url(conversation_id=number))
    write_reply(page, "Never mind")
    page.keyboard.press("Control+Enter")
    expect(messages(page)).to_have_count(2)
    make_delivery_fail(team, number, "550 No such user")
    page.reload()

    messages(page).last.get_by_role("button", name="Discard").click()
    dialog = page.get_by_role("dialog", name="Discard this message?")
    dialog.get_by_role("button", name="Discard").click()

    expect(messages(page)).to_have_count(1)
    expect(page.get_by_role("main")).to_contain_text("gave up a message")


def test_a_comment_is_marked_as_internal_and_names_a_colleague(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Ask Tom")
    page = open_tab(team.maya, team.url(conversation_id=number))
    expect(reply_box(page)).to_be_editable()

    page.keyboard.press("c")
    expect(comment_box(page)).to_be_focused()
    page.keyboard.type("Please look, @tom")
    page.get_by_role("option", name="Tom Weber").click()
    page.get_by_role("button", name="Add comment").click()

    comment = messages(page).last
    expect(comment).to_contain_text("Maya Diaz · internal comment")
    expect(comment).to_contain_text("@Tom Weber")
    expect(comment_box(page)).to_have_text("")


def test_reply_and_comment_have_drafts_of_their_own(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Two texts")
    page = open_tab(team.maya, team.url(conversation_id=number))
    write_reply(page, "To the customer")
    page.get_by_role("tab", name="Comment").click()
    comment_box(page).click()
    page.keyboard.type("To the team")
    expect(page.get_by_text("Draft saved")).to_be_visible()

    page.reload()

    expect(comment_box(page)).to_have_text("To the team")
    page.get_by_role("tab", name="Reply").click()
    expect(reply_box(page)).to_contain_text("To the customer")


def test_reply_all_is_the_default_and_the_sender_alone_one_click_away(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Three of us", cc="Ruth Adler <ruth@customer.example>")
    page = open_tab(team.maya, team.url(conversation_id=number))
    copies = page.get_by_role("group", name="Cc", exact=True)
    expect(copies).to_contain_text("Ruth Adler")

    page.get_by_role("button", name="Reply to the sender only").click()

    expect(copies).to_have_count(0)
    page.get_by_role("button", name="Reply to all").click()
    expect(copies).to_contain_text("Ruth Adler")


def test_a_file_is_attached_and_taken_off(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Send me the plan")
    page = open_tab(team.maya, team.url(conversation_id=number))
    expect(reply_box(page)).to_be_editable()
    plan = FilePayload(name="plan.txt", mimeType="text/plain", buffer=b"the plan")

    page.locator("input[type=file]").first.set_input_files([plan])

    files = page.get_by_role("list", name="Attached files")
    expect(files).to_contain_text("plan.txt")
    page.get_by_role("button", name="Remove plan.txt").click()
    expect(files).to_have_count(0)


def test_an_attached_file_leaves_with_the_reply(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Send me the list")
    page = open_tab(team.maya, team.url(conversation_id=number))
    write_reply(page, "Here it is")
    sheet = FilePayload(name="list.csv", mimeType="text/csv", buffer=b"a,b")
    page.locator("input[type=file]").first.set_input_files([sheet])
    expect(page.get_by_role("list", name="Attached files")).to_contain_text("list.csv")

    send_button(page).click()

    sent = messages(page).last
    expect(sent).to_contain_text("Here it is")
    expect(sent.get_by_role("link", name="Download list.csv")).to_be_visible()


def test_an_image_opens_above_the_conversation(team: Team, open_tab: OpenTab) -> None:
    photo = Attached("photo.png", PIXEL, "image/png")
    team.receive(a_mail(to=team.address, subject="See the photo", attachments=[photo]))
    number = team.find_conversation("See the photo")
    page = open_tab(team.maya, team.url(conversation_id=number))

    page.get_by_role("button", name="Preview photo.png").click()

    dialog = page.get_by_role("dialog", name="photo.png")
    expect(dialog.get_by_role("img", name="photo.png")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_remote_images_load_only_when_asked_for(team: Team, open_tab: OpenTab) -> None:
    html = '<p>Look</p><img src="https://tracker.example/pixel.png">'
    team.receive(a_mail(to=team.address, subject="Newsletter", html=html))
    number = team.find_conversation("Newsletter")
    page = open_tab(team.maya, team.url(conversation_id=number))
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("src", re.compile(r"^/mail/\d+$"))

    page.get_by_role("button", name="Show the images").click()

    expect(frame).to_have_attribute("src", re.compile(r"^/mail/\d+\?images=1$"))


def test_a_message_says_why_it_is_where_it_is(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Why me?")
    page = open_tab(team.maya, team.url(conversation_id=number))

    page.get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name="Why is it here?").click()

    dialog = page.get_by_role("dialog", name="Why this message is here")
    expect(dialog).to_contain_text("it began this conversation")


def test_closing_can_be_undone_and_keys_do_the_same(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Close me")
    page = open_tab(team.maya, team.url("open", number))
    expect(reply_box(page)).to_be_editable()

    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    page.keyboard.press("Shift+E")

    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()


def test_closing_over_an_unsent_reply_asks_first(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Almost done")
    page = open_tab(team.maya, team.url("open", number))
    write_reply(page, "Not sent yet")

    page.get_by_role("button", name="Close", exact=True).click()
    dialog = page.get_by_role("dialog", name="Your reply is not sent")
    dialog.get_by_role("button", name="Close, keep the draft").click()

    expect(page.get_by_role("button", name="Reopen")).to_be_visible()
    expect(reply_box(page)).to_contain_text("Not sent yet")


def test_sending_can_close_as_well(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("One answer is enough")
    page = open_tab(team.maya, team.url("open", number))
    write_reply(page, "That is all.")

    page.keyboard.press("Control+Shift+Enter")

    expect(messages(page).last).to_contain_text("That is all.")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()


def test_keys_do_nothing_while_somebody_types(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Type e and u")
    page = open_tab(team.maya, team.url("open", number))

    write_reply(page, "eui#")

    expect(reply_box(page)).to_contain_text("eui#")
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(reply_box(page)).not_to_be_focused()


def test_the_assignee_is_chosen_from_the_menu(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Whose is it?")
    page = open_tab(team.maya, team.url("open", number))

    page.get_by_role("button", name="Assigned to: Unassigned").click()
    page.get_by_role("menuitemradio", name="Tom Weber").click()

    expect(page.get_by_role("button", name="Assigned to: Tom Weber")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Maya Diaz assigned Tom Weber")


def test_an_open_conversation_becomes_read(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Read me")
    page = open_tab(team.maya, team.url())
    row = page.get_by_role("option").first
    expect(row).to_have_class(re.compile("is-unread"))

    row.click()

    expect(page).to_have_url(team.url(conversation_id=number))
    expect(row).not_to_have_class(re.compile("is-unread"))
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Mark as unread").click()
    expect(row).to_have_class(re.compile("is-unread"))


def test_a_long_conversation_opens_at_its_end_and_grows_upwards(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Long story", message_id="<first@customer.example>")
    team.receive(
        *(
            a_mail(
                to=team.address,
                subject="Re: Long story",
                text=f"Chapter {n}\n" * 6,
                in_reply_to="<first@customer.example>",
                references=["<first@customer.example>"],
            )
            for n in range(1, 41)
        )
    )
    page = open_tab(team.maya, team.url("open", number))
    expect(page.get_by_text("Chapter 40").first).to_be_in_viewport()
    expect(messages(page)).to_have_count(30)
    oldest = messages(page).first
    words = oldest.inner_text()

    oldest.scroll_into_view_if_needed()

    expect(messages(page)).to_have_count(41)
    expect(
        messages(page).filter(has_text=words.split("\n")[-2]).first
    ).to_be_in_viewport()


def test_a_conversation_in_the_trash_says_so_and_comes_back(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Throw away")
    page = open_tab(team.maya, team.url("open", number))

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Move to trash").click()
    expect(page.get_by_role("main")).to_contain_text("is in the trash")
    page.get_by_role("main").get_by_role("button", name="Restore").click()

    expect(page.get_by_role("main")).not_to_contain_text("is in the trash")


def test_a_conversation_of_others_is_not_shown(
    team: Team, other_team: Team, open_tab: OpenTab
) -> None:
    number = other_team.a_conversation("Private")
    page = open_tab(team.maya, team.url(conversation_id=number))

    expect(page.get_by_text("This conversation is gone")).to_be_visible()
    expect(page.get_by_text("Private")).to_have_count(0)


def test_the_contact_panel_tells_who_wrote(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Who am I?")
    page = open_tab(team.maya, team.url(conversation_id=number))
    panel = page.get_by_role("complementary", name="Contact")

    expect(panel).to_contain_text("Clara Customer")
    expect(panel).to_contain_text("clara@customer.example")


def test_on_a_narrower_window_the_panel_is_a_drawer(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Drawer")
    page = open_tab(
        team.maya,
        team.url(conversation_id=number),
        viewport={"width": 1000, "height": 800},
    )
    panel = page.get_by_role("complementary", name="Contact")
    expect(reply_box(page)).to_be_visible()
    expect(panel).to_have_count(0)

    page.get_by_role("button", name="Show the contact").click()
    expect(panel).to_contain_text("Clara Customer")
    page.get_by_role("button", name="Hide the contact").click()

    expect(panel).to_have_count(0)


def test_on_a_phone_the_conversation_leads_back_to_the_list(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("On the phone")
    page = open_tab(
        team.maya,
        team.url(conversation_id=number),
        viewport={"width": 390, "height": 780},
    )
    expect(reply_box(page)).to_be_visible()

    page.get_by_role("link", name="Back to the list").click()

    expect(page.get_by_role("option", name="On the phone")).to_be_visible()
    expect(reply_box(page)).to_have_count(0)


def test_what_is_written_without_a_line_is_there_after_a_reload(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("In the train")
    page = open_tab(team.maya, team.url(conversation_id=number))
    expect(reply_box(page)).to_be_editable()
    page.context.set_offline(offline=True)
    page.keyboard.press("Escape")
    reply_box(page).click()
    page.keyboard.type("Written in a tunnel")
    expect(reply_box(page)).to_contain_text("Written in a tunnel")

    page.context.set_offline(offline=False)
    page.reload()

    expect(reply_box(page)).to_contain_text("Written in a tunnel")


def test_everything_is_said_in_french_as_well(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Bonjour")
    page = open_tab(team.maya, team.url("open", number), locale="fr-FR")
    main = page.get_by_role("main")
    expect(main.get_by_role("button", name="Fermer", exact=True)).to_be_visible()

    main.get_by_role("button", name="Fermer", exact=True).click()

    expect(main).to_contain_text("Maya Diaz a fermé la conversation")
    expect(main.get_by_role("tab", name="Répondre par e-mail")).to_be_visible()


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_an_open_conversation_breaks_no_rule_of_accessibility(
    team: Team, open_tab: OpenTab, color_scheme: str, width: int
) -> None:
    html = '<p>Look</p><img src="https://tracker.example/pixel.png">'
    photo = Attached("photo.png", PIXEL, "image/png")
    team.receive(
        a_mail(to=team.address, subject="Rules", html=html, attachments=[photo])
    )
    number = team.find_conversation("Rules")
    page = open_tab(
        team.maya,
        team.url("open", number),
        color_scheme=color_scheme,
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    write_reply(page, "Hello")
    page.get_by_role("tab", name="Comment").click()
    expect(comment_box(page)).to_be_visible()

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
