"""What the first page fetches, and what it leaves for later."""

import gzip

from playwright.sync_api import Response, expect

from tests.e2e.conftest import OpenTab
from tests.e2e.team import Team

MOST_BYTES = 200_000


def test_the_list_needs_few_scripts_and_a_conversation_fetches_the_rest(
    team: Team, open_tab: OpenTab
) -> None:
    team.a_conversation("Where is my parcel?")
    page = open_tab(team.maya, team.url())
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.reload()
    expect(page.get_by_role("option")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    first = [one for one in answers if one.request.resource_type == "script"]
    weight = sum(len(gzip.compress(one.body(), 6)) for one in first)
    names = " ".join(one.url for one in first)

    assert weight < MOST_BYTES
    assert "later" not in names
    assert "reply_editor" not in names

    page.get_by_role("option").click()
    expect(page.get_by_role("textbox", name="Reply")).to_be_visible()
    names = " ".join(one.url for one in answers)
    assert "catalogue.en.later" in names
    assert "reply_editor" in names
