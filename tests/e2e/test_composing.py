"""Writing to somebody new and passing on, by mouse and by keyboard."""

from playwright.sync_api import Locator, Page, expect

from tests.builders.mail import Attached, a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team


def composer_of(page: Page) -> Locator:
    return page.get_by_role("dialog", name="New message")


def test_a_new_message_is_kept_sent_and_answered(team: Team, open_tab: OpenTab) -> None:
    team.a_conversation(
        "Old matter", from_="Zoë Zander <zoe@known.example>", cc="eric@known.example"
    )
    page = open_tab(team.maya, team.url())
    page.get_by_role("button", name="Compose").click()
    composer = composer_of(page)
    to = composer.get_by_role("combobox", name="To", exact=True)
    expect(to).to_be_focused()
    page.keyboard.type("zoe")
    composer.get_by_role("option", name="Zoë Zander").click()
    page.keyboard.type("new@stranger.example")
    page.keyboard.press("Enter")
    composer.get_by_label("Subject").fill("A good offer")
    text = composer.get_by_role("textbox", name="Message text")
    text.click()
    page.keyboard.type("Here it is.")

    # Neither a click outside nor a reload costs a word.
    page.get_by_role("link", name="Sent").click()
    page.reload()
    page.get_by_role("button", name="Compose").click()
    expect(text).to_contain_text("Here it is.")
    expect(composer.get_by_label("Subject")).to_have_value("A good offer")
    expect(composer.get_by_text("new@stranger.example")).to_be_visible()
    # Nor does another device.
    other = open_tab(team.maya, team.url())
    other.get_by_role("button", name="Compose").click()
    expect(composer_of(other).get_by_text("Zoë Zander")).to_be_visible()
    expect(composer_of(other)).to_contain_text("Here it is.")

    text.click()
    page.keyboard.press("Control+Enter")
    expect(composer).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(text).to_contain_text("Here it is.")
    expect(composer.get_by_text("new@stranger.example")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Sent to Zoë Zander")).to_be_visible()
    expect(composer).to_be_hidden()

    page.get_by_role("option", name="A good offer").click()
    expect(page.get_by_role("article")).to_contain_text("Here it is.")
    team.receive(
        a_mail(
            from_="new@stranger.example",
            to=team.address,
            subject="Re: A good offer",
            in_reply_to=team.newest_message_id("A good offer"),
            text="We take it.",
        )
    )
    expect(page.get_by_role("article").last).to_contain_text("We take it.")


def test_what_is_wrong_is_said_in_place_and_the_text_kept(
    team: Team, open_tab: OpenTab
) -> None:
    page = open_tab(team.maya, team.url(), locale="fr-FR")
    page.get_by_role("button", name="Nouveau message").click()
    composer = page.get_by_role("dialog", name="Nouveau message")
    text = composer.get_by_role("textbox", name="Texte du message")
    text.click()
    page.keyboard.type("Bonjour")
    page.keyboard.press("Control+Enter")
    expect(composer.get_by_role("alert")).to_contain_text("destinataire")

    composer.get_by_role("combobox", name="À", exact=True).fill("pas une adresse")
    page.keyboard.press("Control+Enter")
    expect(composer.get_by_role("alert")).to_contain_text("pas une adresse")
    expect(text).to_contain_text("Bonjour")

    page.keyboard.press("Escape")
    expect(composer).to_be_hidden()
    page.get_by_role("button", name="Nouveau message").press("Enter")
    expect(text).to_contain_text("Bonjour")
    composer.get_by_role("button", name="Supprimer").click()
    composer.get_by_role("button", name="Supprimer vraiment").click()
    expect(composer).to_be_hidden()
    page.get_by_role("button", name="Nouveau message").click()
    expect(text).not_to_contain_text("Bonjour")


def test_a_forward_goes_to_a_third_party_in_a_conversation_beside(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation(
        "Broken parcel",
        text="It arrived broken.",
        attachments=[Attached("photo.txt", b"x"), Attached("passport.txt", b"y")],
    )
    page = open_tab(team.maya, team.url(conversation_id=number))
    page.get_by_role("button", name="Message actions").click()
    page.get_by_role("menuitem", name="Forward").click()
    composer = page.get_by_role("dialog", name="Forward")
    expect(composer.get_by_label("Subject")).to_have_value("Fwd: Broken parcel")
    page.keyboard.type("carrier@third.example")
    page.keyboard.press("Tab")
    composer.get_by_label("passport.txt").uncheck()
    composer.get_by_role("textbox", name="Message text").click()
    page.keyboard.type("Please check.")
    page.keyboard.press("Control+Enter")
    expect(composer).to_be_hidden()

    told = page.get_by_text("forwarded it to carrier@third.example")
    expect(told).to_be_visible()
    told.get_by_role("link").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Forwarded from conversation")
    expect(main).to_contain_text("photo.txt")
    expect(main).not_to_contain_text("passport.txt")
    frame = page.frame_locator("article iframe")
    expect(frame.locator("body")).to_contain_text("It arrived broken.")
    page.get_by_role("link", name="Open it").click()
    expect(told).to_be_visible()
