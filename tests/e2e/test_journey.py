"""The whole way of a conversation, in the sample workspace that `make run` serves."""

import itertools
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.builders.mail import a_mail
from tests.e2e.conversation_pane import messages
from tests.e2e.sample_workspace import LOOKS, UNDO_SECONDS, Look, SampleWorkspace

EN, FR = LOOKS[:2]
# What waits for the undo window, and for a server that starts again.
PATIENCE_MS = (UNDO_SECONDS + 15) * 1000
CUSTOMER = "Nora Field <nora@field.example>"
ADDRESS = "support@localhost"
_numbers = itertools.count(1)

OpenTab = Callable[..., Page]


@pytest.fixture
def open_tab(browser: Browser, sample: SampleWorkspace) -> Iterator[OpenTab]:
    """Give a function that logs an agent of the sample in, in their own browser."""
    pages: list[Page] = []

    def open_one(look: Look, first_name: str = "Maya", path: str = "") -> Page:
        path = path or "/inbox/all/unassigned"
        page = sample.open(browser, look, first_name, path)
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.context.close()


def row(page: Page, subject: str) -> Locator:
    return page.get_by_role("option").filter(has_text=subject)


def reply_box(page: Page, look: Look) -> Locator:
    return page.get_by_role("textbox", name=look.say("editor.reply_label"), exact=True)


def write_reply(page: Page, look: Look, text: str) -> None:
    """Type above the signature, and wait until it is stored."""
    expect(reply_box(page, look)).to_be_editable()
    reply_box(page, look).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(text)
    expect(page.get_by_text(look.say("editor.draft_saved"))).to_be_visible()


def new_subject(words: str) -> str:
    return f"{words} {next(_numbers)}"


def a_question(subject: str) -> tuple[str, bytes]:
    """Build a customer's mail; returns its Message-ID too."""
    message_id = f"<question.{subject.rpartition(' ')[2]}@field.example>"
    text = "Hello,\n\ndo you deliver to Malmö?\n\nNora"
    mail = a_mail(
        from_=CUSTOMER, to=ADDRESS, subject=subject, text=text, message_id=message_id
    )
    return message_id, mail


def sent_about(sample: SampleWorkspace, subject: str) -> list[EmailMessage]:
    return [mail for mail in sample.outbox() if subject in mail["Subject"]]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_mail_arrives_is_answered_and_the_answer_comes_back(
    sample: SampleWorkspace, open_tab: OpenTab, look: Look
) -> None:
    subject = new_subject("Delivery to Malmö")
    question_id, question = a_question(subject)
    page = open_tab(look)
    expect(page.get_by_role("option").first).to_be_visible()

    sample.send(question)
    row(page, subject).click()
    expect(messages(page)).to_have_count(1)
    expect(messages(page).last).to_contain_text("do you deliver to Malmö?")

    write_reply(page, look, "Yes, within two days.")
    page.keyboard.press("Control+Enter")
    undo = messages(page).last.get_by_role("button", name=look.say("common.undo"))
    undo.click()
    expect(messages(page)).to_have_count(1)
    expect(reply_box(page, look)).to_contain_text("Yes, within two days.")
    assert sent_about(sample, subject) == []

    page.get_by_role("button", name=look.say("editor.send"), exact=True).click()
    status = messages(page).last.get_by_text(look.say("thread.sent"), exact=True)
    expect(status).to_be_visible(timeout=PATIENCE_MS)
    [answer] = sent_about(sample, subject)
    assert answer["In-Reply-To"] == question_id
    assert question_id in answer["References"]
    assert answer["Subject"] == f"Re: {subject}"
    assert parseaddr(answer["To"]) == parseaddr(CUSTOMER)
    assert parseaddr(answer["From"])[1] == ADDRESS
    assert answer["Message-ID"]
    assert answer["Date"]
    body = answer.get_body(("plain",))
    assert body is not None
    assert "Yes, within two days." in body.get_content()

    back = a_mail(
        from_=CUSTOMER,
        to=answer["Reply-To"] or answer["From"],
        subject=answer["Subject"],
        text="Wonderful, thank you!",
        in_reply_to=answer["Message-ID"],
        references=[question_id, answer["Message-ID"]],
    )
    sample.send(back, to=parseaddr(answer["Reply-To"] or answer["From"])[1])
    expect(messages(page)).to_have_count(3)
    expect(messages(page).last).to_contain_text("Wonderful, thank you!")

    page.goto(f"{sample.address}/outbox")
    expect(page.get_by_role("article").first).to_contain_text("within two days")


def test_two_agents_see_each_other_and_what_each_does(
    sample: SampleWorkspace, open_tab: OpenTab
) -> None:
    subject = new_subject("Shared question")
    maya = open_tab(EN)
    sample.send(a_question(subject)[1])
    row(maya, subject).click()
    expect(reply_box(maya, EN)).to_be_editable()
    path = maya.evaluate("location.pathname")
    ines = open_tab(FR, "Inès", path)

    seen_by_ines = FR.say("thread.viewing", names="Maya Diaz")
    expect(ines.get_by_role("img", name=seen_by_ines)).to_be_visible()
    seen_by_maya = EN.say("thread.viewing", names="Inès Moreau")
    expect(maya.get_by_role("img", name=seen_by_maya)).to_be_visible()

    maya.get_by_test_id("assignee").click()
    maya.get_by_role("menuitemradio", name="Inès Moreau").click()

    assigned = FR.say("conversation.assignee", name="Inès Moreau")
    expect(ines.get_by_role("button", name=assigned)).to_be_visible()
    words = FR.say("activity.assigned", actor="Maya Diaz", name="Inès Moreau")
    expect(ines.get_by_role("main")).to_contain_text(words)
    # It has an owner: it leaves the view of those that have none.
    expect(row(ines, subject)).to_have_count(0)

    write_reply(ines, FR, "Bonjour Nora")
    writing = EN.say("thread.writing", name="Inès Moreau")
    expect(maya.get_by_text(writing)).to_be_visible()
    ines.context.close()
    expect(maya.get_by_role("img", name=seen_by_maya)).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS[:2], ids=str)
def test_a_dropped_line_costs_neither_mail_nor_text(
    sample: SampleWorkspace, open_tab: OpenTab, look: Look
) -> None:
    subject = new_subject("Before the gap")
    question_id, question = a_question(subject)
    page = open_tab(look)
    sample.send(question)
    row(page, subject).click()
    write_reply(page, look, "First half,")

    page.context.set_offline(True)
    lost = page.get_by_text(look.say("connection.lost"))
    expect(lost).to_be_visible()
    page.keyboard.type(" second half.")
    sample.send(an_afterthought(question_id, subject))
    page.context.set_offline(False)

    expect(lost).to_have_count(0)
    expect(messages(page)).to_have_count(2)
    expect(messages(page).last).to_contain_text("One more thing")
    expect(reply_box(page, look)).to_contain_text("First half, second half.")


def test_a_server_that_dies_and_comes_back_costs_neither_mail_nor_text(
    sample: SampleWorkspace, open_tab: OpenTab
) -> None:
    subject = new_subject("Before the crash")
    question_id, question = a_question(subject)
    page = open_tab(EN)
    sample.send(question)
    row(page, subject).click()
    write_reply(page, EN, "First half,")

    sample.kill()
    lost = page.get_by_text(EN.say("connection.lost"))
    expect(lost).to_be_visible()
    page.keyboard.type(" second half.")
    sample.start()
    sample.send(an_afterthought(question_id, subject))

    expect(lost).to_have_count(0, timeout=PATIENCE_MS)
    expect(messages(page)).to_have_count(2)
    expect(messages(page).last).to_contain_text("One more thing")
    expect(reply_box(page, EN)).to_contain_text("First half, second half.")
    expect(page.get_by_text(EN.say("editor.draft_saved"))).to_be_visible()
    page.reload()
    expect(reply_box(page, EN)).to_contain_text("First half, second half.")


def an_afterthought(question_id: str, subject: str) -> bytes:
    return a_mail(
        from_=CUSTOMER,
        to=ADDRESS,
        subject=f"Re: {subject}",
        text="One more thing: does it come in green?",
        in_reply_to=question_id,
        references=[question_id],
    )
