"""Comments: naming a team, hearing of it, changing and taking back one's own."""

import re

from playwright.sync_api import expect

from inbox_app.models import Team as AgentTeam
from inbox_app.models import TeamMember
from tests.e2e.conftest import OpenTab
from tests.e2e.conversation_pane import comment_box
from tests.e2e.team import Team


def test_a_team_is_named_told_and_the_comment_changed_and_taken_back(
    team: Team, open_tab: OpenTab
) -> None:
    with team.site.store.write() as uow:
        couriers = AgentTeam(name=f"Couriers {team.inbox_id}")
        uow.session.add(couriers)
        uow.session.flush()
        uow.session.add(TeamMember(team_id=couriers.id or 0, agent_id=team.tom.id))
    number = team.a_conversation("Lost parcel")
    tom = open_tab(team.tom, team.url("mentions"))
    expect(tom.get_by_text("Nobody mentioned you yet")).to_be_visible()
    maya = open_tab(team.maya, team.url("open", number))

    maya.get_by_role("tab", name="Comment").click()
    comment_box(maya).click()
    maya.keyboard.type("Please look @cour")
    expect(maya.get_by_role("option", name=re.compile("Couriers"))).to_be_visible()
    maya.keyboard.press("Enter")
    maya.keyboard.press("Control+Enter")

    # Tom hears of it where he is: list, badge and bell.
    expect(tom.get_by_role("link", name="Mentions 1 not seen yet")).to_be_visible()
    expect(tom.get_by_role("button", name="Notifications, 1 new")).to_be_visible()
    tom.get_by_role("option", name=re.compile("Lost parcel")).or_(
        tom.get_by_role("link", name=re.compile("Lost parcel"))
    ).first.click()
    note = tom.get_by_role("article", name="Internal comment by Maya Diaz")
    expect(note).to_contain_text("Please look")
    expect(note.get_by_role("button", name="Comment options")).to_have_count(0)
    # Read: neither badge nor bell says it any longer.
    expect(tom.get_by_role("link", name="Mentions", exact=True)).to_be_visible()
    expect(tom.get_by_role("button", name="Notifications", exact=True)).to_be_visible()

    own = maya.get_by_role("article", name="Internal comment by Maya Diaz")
    own.get_by_role("button", name="Comment options").click()
    maya.get_by_role("menuitem", name="Edit comment").click()
    box = maya.get_by_role("textbox", name="Edit comment")
    expect(box).to_contain_text("Please look")
    box.click()
    maya.keyboard.press("Control+End")
    maya.keyboard.type("today")
    maya.keyboard.press("Control+Enter")
    expect(box).to_have_count(0)
    expect(note).to_contain_text("today")
    expect(note).to_contain_text("edited")

    own.get_by_role("button", name="Comment options").focus()
    maya.keyboard.press("Enter")
    expect(maya.get_by_role("menuitem", name="Edit comment")).to_be_focused()
    maya.keyboard.press("ArrowDown")
    maya.keyboard.press("Enter")
    expect(own).to_have_count(0)
    expect(tom.get_by_text("Maya Diaz deleted a comment")).to_be_visible()
    expect(note).to_have_count(0)
