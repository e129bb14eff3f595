"""Commands by key and by name: whose right they ask for, and what they act on."""

import re
from typing import Any

import pytest

from inbox_app.domain.enums import ConversationStatus
from inbox_app.i18n import LANGUAGES, read_catalogue
from inbox_app.state.commands import COMMANDS, GROUPS
from inbox_app.state.conversation import ConversationState
from inbox_app.state.conversation_keys import ConversationKeyState
from inbox_app.state.palette import PaletteState
from inbox_app.state.session import acting_as
from tests.builders.workspace import Workspace
from tests.state.conftest import Tab


async def press(tab: Tab, key: str, row: Any = 0) -> str:
    """Press a key; returns the event that follows, with what it is about."""
    with acting_as(tab.actor):
        event = await (await tab.get(ConversationKeyState)).press(key, row)
    if event is None:
        return ""
    values = [str(value) for _, value in event.args]
    return f"{event.handler.fn.__name__} {' '.join(values)}".strip()


def test_each_command_has_words_a_group_and_a_key_of_its_own() -> None:
    keys = [command.key for command in COMMANDS if command.key]

    assert len(keys) == len(set(keys))
    for command in COMMANDS:
        assert command.group in GROUPS
        for language in LANGUAGES:
            assert read_catalogue(language)[f"command.{command.name}"]


def test_no_key_is_one_that_browsers_or_screen_readers_own() -> None:
    owned = re.compile(r"Mod\+[a-z]$|F\d+|Tab|Alt|Arrow|Home|End|Page")
    keys = {command.key for command in COMMANDS if owned.search(command.key)}

    # Firefox lends the one, as to every program with a palette; the other chooses all
    # as it does everywhere, and only in the list.
    assert keys == {"Mod+k", "Mod+a"}


async def test_a_key_acts_on_what_is_open(ann: Tab, workspace: Workspace) -> None:
    number = workspace.a_conversation(subject="One")
    await ann.open(number)

    assert await press(ann, "e") == f"close {number}"
    assert await press(ann, "#") == f"trash {number}"
    assert await press(ann, "r") == "focus"


async def test_a_row_with_the_focus_comes_before_what_is_open(
    ann: Tab, workspace: Workspace
) -> None:
    number = workspace.a_conversation(subject="One")
    await ann.open(number)

    assert await press(ann, "e", number + 7) == f"close {number + 7}"
    # Writing is about what can be read.
    assert await press(ann, "r", number + 7) == "focus"


@pytest.mark.parametrize("row", [0, -1, 2**31, "7", None, [1], 1.5])
async def test_without_a_conversation_a_key_does_nothing(
    ann: Tab, workspace: Workspace, row: object
) -> None:
    assert await press(ann, "e", row) == ""
    assert await press(ann, "r", row) == ""


@pytest.mark.parametrize("key", ["", "q", "e" * 10_000, "j", "Mod+Enter"])
async def test_a_key_that_means_nothing_here_does_nothing(
    ann: Tab, workspace: Workspace, key: str
) -> None:
    await ann.open(workspace.a_conversation(subject="One"))

    assert await press(ann, key) == ""


async def test_a_row_of_others_stays_as_it_is(ann: Tab, workspace: Workspace) -> None:
    theirs = workspace.a_conversation(subject="One")
    eve = Tab(workspace.eve)

    with acting_as(eve.actor):
        await (await eve.get(ConversationState)).close_anyway(theirs)

    assert await eve.notices() == ["error.conversation_not_found"]
    assert workspace.conversation(theirs).status is ConversationStatus.OPEN


async def test_the_palette_offers_what_can_be_done_here(
    ann: Tab, workspace: Workspace
) -> None:
    await ann.open(workspace.a_conversation(subject="One"))
    palette = await ann.get(PaletteState)

    with acting_as(ann.actor):
        await palette.open([])

    keys = {line["key"] for line in palette.lines}
    assert {"close", "reopen", "go_mine", "settings:profile"} <= keys
    assert "settings:channels" not in keys
    assert palette.words["close"]


async def test_an_admin_is_led_to_every_part_of_the_settings(
    workspace: Workspace,
) -> None:
    tab = Tab(workspace.admin)
    palette = await tab.get(PaletteState)

    with acting_as(tab.actor):
        await palette.open([1, "x", None])  # pyright: ignore[reportArgumentType] - as a hostile tab sends it

    assert "settings:team" in {line["key"] for line in palette.lines}


async def test_the_palette_answers_with_the_number_of_the_question(
    ann: Tab, workspace: Workspace
) -> None:
    number = workspace.a_conversation(subject="Broken lamp")
    palette = await ann.get(PaletteState)

    with acting_as(ann.actor):
        await palette.search(3, "lamp")

    assert palette.answer["number"] == 3
    assert [line["key"] for line in palette.answer["lines"]] == [
        f"conversation:{number}"
    ]
