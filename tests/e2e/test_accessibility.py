"""No page breaks a rule of axe-core: light, dark, wide, narrow, in both languages."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import DeliveryState
from inbox_app.models import Conversation, Delivery, Message
from tests.databases import make_settings
from tests.e2e.conversation_pane import messages
from tests.e2e.sample_workspace import (
    LOOKS,
    WAIT_MS,
    Look,
    SampleWorkspace,
    free_port,
)

ROOT = Path(__file__).parents[2]
OpenPage = Callable[[str], Page]

pytestmark = pytest.mark.parametrize("look", LOOKS, ids=str)


@pytest.fixture(scope="module")
def cookies(browser: Browser, sample: SampleWorkspace) -> Any:
    """Log Maya in once; each test starts with her session."""
    page = sample.open(browser, LOOKS[0])
    state = page.context.storage_state()
    page.context.close()
    return state


@pytest.fixture
def open_page(
    browser: Browser, sample: SampleWorkspace, cookies: Any, look: Look
) -> Iterator[OpenPage]:
    """Give a function that opens a path of the sample workspace as Maya."""
    context = browser.new_context(
        storage_state=cookies, reduced_motion="reduce", **look.browser_options()
    )
    context.set_default_timeout(WAIT_MS)

    def open_path(path: str) -> Page:
        page = context.new_page()
        page.goto(f"{sample.address}{path}")
        return page

    yield open_path
    context.close()


@pytest.fixture
def stranger(browser: Browser, look: Look) -> Iterator[Page]:
    """Give a page in which nobody is logged in."""
    context = browser.new_context(reduced_motion="reduce", **look.browser_options())
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def new_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a workspace that nobody has set up; gives its address."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "inbox_app", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "INBOX_DATA_DIR": str(tmp_path_factory.mktemp("new"))},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert any(f":{port}" in line for line in process.stdout)
        yield f"http://127.0.0.1:{port}"
        process.kill()


@pytest.fixture(scope="module")
def stories(sample: SampleWorkspace) -> dict[str, int]:
    """Name the sample's conversations by their subjects."""
    store = Store(make_settings(sample.data_dir))
    with store.read() as uow:
        found = uow.session.exec(select(Conversation.subject, Conversation.id))
        numbers = {subject: id_ or 0 for subject, id_ in found}
    store.close()
    return numbers


def assert_no_violation(page: Page) -> None:
    """Let axe look at the page; what is inside a mail is its sender's."""
    options = {"resultTypes": ["violations"], "iframes": False}
    found = Axe().run(page, options=options)
    assert not found.response["violations"], found.generate_report()


def open_conversation(open_page: OpenPage, number: int) -> Page:
    page = open_page(f"/inbox/all/open/{number}")
    expect(messages(page).first).to_be_visible()
    expect(page.locator(".ProseMirror").first).to_be_attached()
    return page


def test_the_log_in(sample: SampleWorkspace, stranger: Page, look: Look) -> None:
    stranger.goto(f"{sample.address}/login")
    assert_no_violation(stranger)

    stranger.get_by_label(look.say("login.email")).fill("nobody@acme.example")
    stranger.get_by_label(look.say("login.password")).fill("not the password")
    stranger.get_by_role("button", name=look.say("login.submit")).click()

    expect(stranger.get_by_role("alert")).to_be_visible()
    assert_no_violation(stranger)


def test_the_set_up(new_workspace: str, stranger: Page, look: Look) -> None:
    stranger.goto(f"{new_workspace}/setup")
    assert_no_violation(stranger)

    for label in ("setup.name", "setup.email", "setup.inbox"):
        stranger.get_by_label(look.say(label)).fill("maya@acme.example")
    stranger.get_by_label(look.say("setup.password")).fill("short")
    stranger.get_by_role("button", name=look.say("setup.submit")).click()

    expect(stranger.locator(".field-error")).to_be_visible()
    assert_no_violation(stranger)


def test_an_address_that_does_not_exist(open_page: OpenPage, look: Look) -> None:
    page = open_page("/no/such/page")

    expect(page.get_by_role("heading", name=look.say("app.not_found"))).to_be_visible()
    assert_no_violation(page)


@pytest.mark.parametrize("view", ["unassigned", "filtered", "sent"])
def test_the_list(open_page: OpenPage, view: str) -> None:
    page = open_page(f"/inbox/all/{view}")

    expect(page.get_by_role("option").first).to_be_visible()
    assert_no_violation(page)


def test_an_empty_list(open_page: OpenPage, look: Look) -> None:
    page = open_page("/inbox/all/chat")

    expect(page.get_by_text(look.say("list.empty_chat"))).to_be_visible()
    assert_no_violation(page)


def test_what_a_search_found(open_page: OpenPage) -> None:
    page = open_page("/inbox/all/open?q=invoice&status=open")

    expect(page.locator("mark").first).to_be_visible()
    assert_no_violation(page)


def test_the_filters(open_page: OpenPage, look: Look) -> None:
    page = open_page("/inbox/all/open")
    expect(page.get_by_role("option").first).to_be_visible()

    page.get_by_role("button", name=look.say("list.filters"), exact=True).click()

    expect(page.get_by_role("dialog", name=look.say("filter.title"))).to_be_visible()
    assert_no_violation(page)


@pytest.mark.parametrize(
    "subject",
    [
        "Feature request: keyboard shortcuts",
        "Invoice F-2031: wrong VAT number",
        "Cannot export CSV",
        "Storage full",
    ],
)
def test_an_open_conversation(
    open_page: OpenPage, stories: dict[str, int], subject: str
) -> None:
    page = open_conversation(open_page, stories[subject])

    assert_no_violation(page)


def test_a_reply_that_failed(
    open_page: OpenPage, sample: SampleWorkspace, stories: dict[str, int]
) -> None:
    number = stories["Discount for non-profits"]
    make_delivery_fail(sample, number)

    page = open_conversation(open_page, number)

    expect(page.get_by_role("alert")).to_contain_text("552 5.2.2")
    assert_no_violation(page)


def test_the_comment_editor(
    open_page: OpenPage, stories: dict[str, int], look: Look
) -> None:
    # One for each look, because what is typed stays there as a draft.
    subject = {
        LOOKS[0]: "Does the Pro plan include single sign-on?",
        LOOKS[1]: "Devis pour 25 postes",
        LOOKS[2]: "Demo next week?",
        LOOKS[3]: "Partner programme",
    }[look]
    page = open_conversation(open_page, stories[subject])
    page.get_by_role("tab", name=look.say("editor.comment")).click()
    box = page.get_by_role("textbox", name=look.say("editor.comment_label"), exact=True)
    box.click()

    page.keyboard.type("@")

    someone = page.get_by_role("option", name="Sam Okafor", exact=True)
    expect(someone).to_be_visible()
    assert_no_violation(page)


def test_the_menus_of_the_navigation(open_page: OpenPage, look: Look) -> None:
    page = open_page("/inbox/all/open")
    expect(page.get_by_role("option").first).to_be_visible()
    if look.is_narrow:
        page.get_by_role("button", name=look.say("nav.menu"), exact=True).click()

    for name in ("inbox-switcher", "bell", "account-menu"):
        assert_menu_is_fine(page, page.get_by_test_id(name))


def test_the_menus_of_the_list_and_the_conversation(
    open_page: OpenPage, stories: dict[str, int], look: Look
) -> None:
    if not look.is_narrow:
        page = open_page("/inbox/all/open")
        expect(page.get_by_role("option").first).to_be_visible()
        assert_menu_is_fine(page, page.get_by_test_id("order-menu"))
    page = open_conversation(open_page, stories["Cannot export CSV"])

    assert_menu_is_fine(page, page.get_by_test_id("assignee"))
    for label in ("thread.more", "thread.message_menu", "editor.send_options"):
        button = page.get_by_role("button", name=look.say(label)).first
        assert_menu_is_fine(page, button)


def test_the_dialogs(open_page: OpenPage, stories: dict[str, int], look: Look) -> None:
    page = open_conversation(open_page, stories["Cannot export CSV"])

    page.get_by_role("button", name=look.say("thread.message_menu")).first.click()
    page.get_by_role("menuitem", name=look.say("thread.why")).click()
    expect(
        page.get_by_role("dialog", name=look.say("thread.why_title"))
    ).to_be_visible()
    assert_no_violation(page)
    page.keyboard.press("Escape")

    name = look.say("thread.preview", name="export-error.png")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog", name="export-error.png")).to_be_visible()
    assert_no_violation(page)


def test_the_sample_outbox(open_page: OpenPage, look: Look) -> None:
    page = open_page("/outbox")

    expect(page.get_by_role("heading", name=look.say("outbox.title"))).to_be_visible()
    assert_no_violation(page)


def assert_menu_is_fine(page: Page, button: Any) -> None:
    button.click()
    expect(page.locator(".menu:popover-open")).to_be_visible()
    assert_no_violation(page)
    page.keyboard.press("Escape")
    expect(page.locator(".menu:popover-open")).to_have_count(0)


def make_delivery_fail(sample: SampleWorkspace, conversation_id: int) -> None:
    store = Store(make_settings(sample.data_dir))
    with store.write() as uow:
        deliveries = uow.session.exec(
            select(Delivery)
            .join(Message, col(Message.id) == col(Delivery.message_id))
            .where(Message.conversation_id == conversation_id)
        )
        for delivery in deliveries:
            delivery.state = DeliveryState.FAILED
            delivery.last_error = "552 5.2.2 Mailbox full"
    store.close()
