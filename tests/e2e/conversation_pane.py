"""The conversation pane as an agent sees it, by role and name."""

from playwright.sync_api import Locator, Page, expect


def reply_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Reply", exact=True)


def comment_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Internal comment", exact=True)


def messages(page: Page) -> Locator:
    return page.get_by_role("article")


def send_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Send", exact=True)


def write_reply(page: Page, text: str) -> None:
    """Type into the reply, above the signature, and wait until it is stored."""
    expect(reply_box(page)).to_be_editable()
    page.keyboard.press("Escape")
    page.get_by_label("Conversation", exact=True).last.focus()
    page.keyboard.press("r")
    expect(reply_box(page)).to_be_focused()
    page.keyboard.type(text)
    expect(page.get_by_text("Draft saved")).to_be_visible()
