"""Two agents in two browsers: what one does shows in the other's tab."""

from playwright.sync_api import expect

from tests.builders.mail import a_mail
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import messages, reply_box, send_button, write_reply
from tests.e2e.team import Team


def test_a_reply_of_one_appears_before_the_other(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Live")
    maya = open_tab(team.maya, team.url("open", number))
    tom = open_tab(team.tom, team.url("open", number))
    expect(messages(tom)).to_have_count(1)

    write_reply(maya, "Sent by Maya")
    send_button(maya).click()

    expect(messages(tom).last).to_contain_text("Sent by Maya")
    expect(messages(tom).last.get_by_role("button", name="Undo")).to_have_count(0)


def test_each_sees_that_the_other_looks_and_writes(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Presence")
    maya = open_tab(team.maya, team.url("open", number))
    expect(reply_box(maya)).to_be_editable()
    tom = open_tab(team.tom, team.url("open", number))
    expect(maya.get_by_role("img", name="Tom Weber is viewing")).to_be_visible()
    expect(tom.get_by_role("img", name="Maya Diaz is viewing")).to_be_visible()

    write_reply(tom, "Dear Clara")

    expect(maya.get_by_text("Tom Weber is writing a reply")).to_be_visible()
    send_button(tom).click()
    expect(maya.get_by_text("Tom Weber is writing a reply")).to_have_count(0)


def test_who_goes_elsewhere_is_no_longer_shown(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Come and go")
    maya = open_tab(team.maya, team.url("open", number))
    tom = open_tab(team.tom, team.url("open", number))
    here = maya.get_by_role("img", name="Tom Weber is viewing")
    expect(here).to_be_visible()

    tom.goto(team.url("open"))

    expect(here).to_have_count(0)


def test_who_closes_the_tab_is_no_longer_shown(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Shut the window")
    maya = open_tab(team.maya, team.url("open", number))
    tom = open_tab(team.tom, team.url("open", number))
    here = maya.get_by_role("img", name="Tom Weber is viewing")
    expect(here).to_be_visible()

    tom.close(run_before_unload=True)

    expect(here).to_have_count(0)


def test_a_send_after_a_colleagues_reply_waits_until_it_was_read(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Two answers")
    maya = open_tab(team.maya, team.url("open", number))
    tom = open_tab(team.tom, team.url("open", number))
    write_reply(maya, "From Maya")
    write_reply(tom, "From Tom")
    send_button(tom).click()
    question = tom.get_by_role("dialog", name="Send this reply?")
    expect(question).to_contain_text("Maya Diaz is writing a reply")
    question.get_by_role("button", name="Send anyway").click()
    expect(messages(maya).last).to_contain_text("From Tom")

    send_button(maya).click()

    warning = maya.get_by_role("alert")
    expect(warning).to_contain_text("Tom Weber wrote while you were answering")
    expect(reply_box(maya)).to_contain_text("From Maya")
    expect(messages(maya)).to_have_count(2)
    maya.get_by_role("button", name="Send anyway").click()
    expect(messages(tom).last).to_contain_text("From Maya")
    expect(reply_box(maya)).not_to_contain_text("From Maya")


def test_a_message_from_outside_is_shown_before_the_answer_leaves(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("One more thing", message_id="<one@customer.example>")
    maya = open_tab(team.maya, team.url("open", number))
    write_reply(maya, "We will ship it.")
    team.receive(
        a_mail(
            to=team.address,
            subject="Re: One more thing",
            text="Please cancel!",
            in_reply_to="<one@customer.example>",
        )
    )
    expect(messages(maya).last).to_contain_text("Please cancel!")

    send_button(maya).click()

    warning = maya.get_by_role("alert")
    expect(warning).to_contain_text("Clara Customer wrote while you were answering")
    maya.get_by_role("button", name="Keep writing").click()
    expect(warning).to_have_count(0)
    expect(reply_box(maya)).to_contain_text("We will ship it.")


def test_what_arrives_while_writing_costs_no_key(team: Team, open_tab: OpenTab) -> None:
    number = team.a_conversation("Busy day", message_id="<busy@customer.example>")
    page = open_tab(team.maya, team.url("open", number))
    expect(reply_box(page)).to_be_editable()
    page.keyboard.press("r")
    expect(reply_box(page)).to_be_focused()

    for n in range(5):
        page.keyboard.type(f"part {n}, ")
        team.receive(
            a_mail(
                to=team.address,
                subject="Re: Busy day",
                text=f"Also {n}",
                in_reply_to="<busy@customer.example>",
            )
        )

    expect(messages(page)).to_have_count(6)
    expect(reply_box(page)).to_contain_text("part 0, part 1, part 2, part 3, part 4,")


def test_an_assignment_and_a_close_show_at_the_other(
    team: Team, open_tab: OpenTab
) -> None:
    number = team.a_conversation("Shared facts")
    maya = open_tab(team.maya, team.url("open", number))
    tom = open_tab(team.tom, team.url("open", number))
    expect(reply_box(tom)).to_be_editable()
    expect(reply_box(maya)).to_be_editable()

    maya.keyboard.press("i")
    expect(tom.get_by_role("button", name="Assigned to: Maya Diaz")).to_be_visible()
    maya.keyboard.press("e")

    expect(tom.get_by_role("button", name="Reopen")).to_be_visible()
    expect(tom.get_by_role("main")).to_contain_text("Maya Diaz closed the conversation")
