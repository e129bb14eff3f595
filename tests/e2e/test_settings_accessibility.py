"""No page of the settings breaks a rule of axe-core, in any look."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.sample_workspace import LOOKS, Look, SampleWorkspace

PAGES = (
    "profile",
    "channels",
    "channels/new",
    "channels/1",
    "channels/1/ledger",
    "inboxes",
    "team",
    "quarantine",
)


def assert_no_violation(page: Page, path: str) -> None:
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    assert not found.response["violations"], f"{path}: {found.generate_report()}"


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_page_of_the_settings(
    browser: Browser, sample: SampleWorkspace, look: Look
) -> None:
    page = sample.open(browser, look)

    for path in PAGES:
        page.goto(f"{sample.address}/settings/{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_no_violation(page, path)

    page.goto(f"{sample.address}/settings/channels/new")
    page.get_by_label(look.say("settings.mailbox_address")).fill("me@gmail.com")
    page.get_by_role("button", name=look.say("common.continue")).click()
    expect(page.get_by_label(look.say("settings.feeds_inbox"))).to_be_visible()
    assert_no_violation(page, "connect")
    page.context.close()
