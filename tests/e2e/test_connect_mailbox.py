"""Connecting a real mailbox in the browser, and the main job on it."""

import email
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import messages, send_button, write_reply
from tests.e2e.settings_pages import (
    an_admin,
    fill_password,
    fill_server,
    open_settings,
    propose_for,
    step_of,
)
from tests.e2e.team import Team
from tests.servers.dovecot import Dovecot, MailboxAccount
from tests.servers.smtp_sink import SmtpSink

ARRIVES_WITHIN_MS = 20_000
_numbers = count(1)


@dataclass
class Desk:
    """A real mailbox, where it sends by, and the admin's tab."""

    page: Page
    dovecot: Dovecot
    mailbox: MailboxAccount
    sink: SmtpSink

    def fill(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        security: str = "None",
        password: str = "",
    ) -> None:
        """Fill in how the mailbox is reached, rightly but for what is given."""
        fill_server(
            self.page,
            "in",
            host=host,
            port=port or self.dovecot.imap_port,
            security=security,
            user=self.mailbox.address,
        )
        fill_server(
            self.page,
            "out",
            host="127.0.0.1",
            port=self.sink.port,
            security="None",
            user="",
        )
        fill_password(self.page, password or self.mailbox.password)

    def connect(self, inbox_name: str) -> None:
        """Connect the mailbox; returns on the page of its channel."""
        propose_for(self.page, self.mailbox.address)
        self.fill()
        self.page.get_by_label("Feeds the inbox").select_option(label=inbox_name)
        self.page.get_by_label("Take in mail from").select_option(label="Everything")
        self.page.get_by_role("button", name="Connect", exact=True).click()
        expect(self.page).to_have_url(re.compile(r"/settings/channels/\d+$"))
        head = self.page.get_by_role("heading", level=1)
        expect(head).to_have_text(self.mailbox.address)


@pytest.fixture
def desk(
    team: Team,
    open_tab: OpenTab,
    dovecot: Dovecot,
    start_sink: Callable[..., SmtpSink],
) -> Desk:
    """Give an empty mailbox and the tab of an admin who may connect it."""
    mailbox = dovecot.add_user(f"desk{next(_numbers)}@example.test")
    page = open_tab(an_admin(team))
    return Desk(page, dovecot, mailbox, start_sink())


def press_test(page: Page) -> None:
    page.get_by_role("button", name="Test the connection").click()


def test_a_known_provider_is_named_and_its_servers_filled_in(desk: Desk) -> None:
    propose_for(desk.page, "acme@gmail.com")

    expect(desk.page.get_by_text("These are the servers of Gmail.")).to_be_visible()
    expect(desk.page.get_by_text("wants an app password")).to_be_visible()
    group = desk.page.get_by_role("group", name="Incoming mail (IMAP)")
    expect(group.get_by_label("Server")).to_have_value("imap.gmail.com")
    expect(group.get_by_label("Port")).to_have_value("993")


def test_what_is_no_address_is_said_beside_the_field(desk: Desk) -> None:
    open_settings(desk.page, "channels/new")

    desk.page.get_by_label("Email address").fill("not an address")
    desk.page.get_by_role("button", name="Continue").click()

    expect(desk.page.get_by_role("alert")).to_have_text("This is not an email address.")
    expect(desk.page.get_by_label("Email address")).to_be_focused()


def test_a_wrong_password_is_named_with_the_servers_own_words(desk: Desk) -> None:
    propose_for(desk.page, desk.mailbox.address)
    desk.fill(password="wrong")

    press_test(desk.page)

    step = step_of(desk.page, "127.0.0.1 refused the user name or the password.")
    expect(step).to_contain_text("The server says:")
    expect(step).to_contain_text("Authentication failed")
    expect(step_of(desk.page, "Open the folder")).to_contain_text("not tried")
    # Sending was tried all the same.
    expect(step_of(desk.page, "Be ready to send")).to_contain_text("done")


def test_an_unknown_host_is_named(desk: Desk) -> None:
    propose_for(desk.page, desk.mailbox.address)
    desk.fill(host="nowhere.invalid", security="TLS")

    press_test(desk.page)

    expect(
        step_of(desk.page, "There is no server named nowhere.invalid.")
    ).to_be_visible()


def test_a_certificate_that_nobody_trusts_is_named(desk: Desk) -> None:
    propose_for(desk.page, desk.mailbox.address)
    desk.fill(host="localhost", port=desk.dovecot.imaps_port, security="TLS")

    press_test(desk.page)

    step = step_of(desk.page, "The certificate of localhost is not trusted.")
    expect(step).to_contain_text("self-signed certificate")


def test_connecting_what_does_not_work_shows_the_test_and_saves_nothing(
    desk: Desk, team: Team
) -> None:
    propose_for(desk.page, desk.mailbox.address)
    desk.fill(password="wrong")

    desk.page.get_by_role("button", name="Connect", exact=True).click()

    expect(desk.page.get_by_text("The connection does not work yet")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Save all the same")).to_be_visible()
    open_settings(desk.page, "channels")
    expect(desk.page.get_by_role("link", name=team.address)).to_be_visible()
    expect(desk.page.get_by_text(desk.mailbox.address)).to_have_count(0)


def test_the_password_never_comes_back_and_an_empty_one_is_kept(
    desk: Desk, team: Team
) -> None:
    sent: list[str] = []
    desk.page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda data: sent.append(str(data))),
    )

    desk.connect(team.inbox_name)
    desk.page.reload()
    expect(desk.page.get_by_label("Password or token")).to_have_value("")
    press_test(desk.page)

    expect(desk.page.get_by_text("The connection works")).to_be_visible()
    assert any(desk.mailbox.address in frame for frame in sent)
    assert not any(desk.mailbox.password in frame for frame in sent)


def test_the_stored_password_is_not_shown_to_another_server(
    desk: Desk, team: Team
) -> None:
    desk.connect(team.inbox_name)
    group = desk.page.get_by_role("group", name="Incoming mail (IMAP)")
    group.get_by_label("Server").fill("elsewhere.invalid")

    press_test(desk.page)

    expect(desk.page.get_by_role("alert")).to_have_text(
        "Type the password again for this server."
    )


def test_a_real_mailbox_is_taken_in_followed_and_answered(
    desk: Desk, team: Team, open_tab: OpenTab
) -> None:
    maya = open_tab(team.maya, team.url("open"))
    for number in range(12):
        desk.dovecot.deliver(
            desk.mailbox.address,
            a_mail(to=desk.mailbox.address, subject=f"Older question {number}"),
        )

    desk.connect(team.inbox_name)

    rows = maya.get_by_role("option")
    expect(rows).to_have_count(12, timeout=ARRIVES_WITHIN_MS)
    expect(desk.page.get_by_text("Working", exact=True)).to_be_visible(
        timeout=ARRIVES_WITHIN_MS
    )

    question = a_mail(
        to=desk.mailbox.address,
        subject="Is my parcel lost?",
        message_id="<parcel@customer.example>",
    )
    desk.dovecot.deliver(desk.mailbox.address, question)
    row = maya.get_by_role("option", name="Is my parcel lost?")
    expect(row).to_be_visible(timeout=ARRIVES_WITHIN_MS)

    row.click()
    write_reply(maya, "It is on its way.")
    send_button(maya).click()
    (sent,) = desk.sink.wait_for_mail(timeout_seconds=20)
    reply = email.message_from_bytes(sent.raw, policy=SMTP_POLICY)
    assert isinstance(reply, EmailMessage)
    assert sent.recipients == ("clara@customer.example",)
    assert reply["From"].addresses[0].addr_spec == desk.mailbox.address
    assert reply["Subject"] == "Re: Is my parcel lost?"
    assert reply["In-Reply-To"] == "<parcel@customer.example>"
    assert reply["References"].split() == ["<parcel@customer.example>"]

    answer = a_mail(
        to=desk.mailbox.address,
        subject="Re: Is my parcel lost?",
        text="Thank you, it came this morning!\n",
        in_reply_to=reply["Message-ID"],
        references=["<parcel@customer.example>", reply["Message-ID"]],
    )
    desk.dovecot.deliver(desk.mailbox.address, answer)
    expect(messages(maya)).to_have_count(3, timeout=ARRIVES_WITHIN_MS)
    expect(messages(maya).last).to_contain_text("it came this morning!")
    expect(rows).to_have_count(13)


def test_a_server_that_goes_away_is_said_on_the_page_and_heals_by_itself(
    desk: Desk, team: Team
) -> None:
    desk.connect(team.inbox_name)
    expect(desk.page.get_by_text("Working", exact=True)).to_be_visible(
        timeout=ARRIVES_WITHIN_MS
    )

    desk.dovecot.kill()

    health = desk.page.get_by_role("region", name="Health")
    expect(desk.page.get_by_text("Waiting to reconnect")).to_be_visible(
        timeout=ARRIVES_WITHIN_MS
    )
    expect(health).to_contain_text("The server says:")
    desk.dovecot.start()
    expect(desk.page.get_by_text("Working", exact=True)).to_be_visible(timeout=60_000)
    expect(health).not_to_contain_text("The server says:")
