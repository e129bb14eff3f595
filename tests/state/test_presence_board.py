"""Who is where: by tab, wearing off by itself."""

from inbox_app.domain.enums import DraftKind
from inbox_app.state.presence_board import (
    VIEWING_SECONDS,
    WRITING_SECONDS,
    PresenceBoard,
)

ANN, BOB = 1, 2


def names(board: PresenceBoard, conversation_id: int, agent_id: int) -> list[str]:
    return [one.name for one in board.others(conversation_id, agent_id)]


def test_others_see_an_agent_but_not_oneself() -> None:
    board = PresenceBoard()

    assert board.enter("a", ANN, "Ann", 7, 0) == {7}

    assert names(board, 7, BOB) == ["Ann"]
    assert names(board, 7, ANN) == []
    assert names(board, 8, BOB) == []


def test_going_elsewhere_touches_both_conversations() -> None:
    board = PresenceBoard()
    board.enter("a", ANN, "Ann", 7, 0)

    assert board.enter("a", ANN, "Ann", 8, 1) == {7, 8}

    assert names(board, 7, BOB) == []
    assert names(board, 8, BOB) == ["Ann"]


def test_a_renewal_touches_nothing_and_keeps_the_agent_there() -> None:
    board = PresenceBoard()
    board.enter("a", ANN, "Ann", 7, 0)

    assert board.enter("a", ANN, "Ann", 7, VIEWING_SECONDS - 1) == set()

    assert board.expire(VIEWING_SECONDS + 1) == set()
    assert board.expire(2 * VIEWING_SECONDS) == {7}
    assert names(board, 7, BOB) == []


def test_two_tabs_of_an_agent_are_one_agent_until_both_are_gone() -> None:
    board = PresenceBoard()
    board.enter("a", ANN, "Ann", 7, 0)
    board.enter("b", ANN, "Ann", 7, 0)
    assert names(board, 7, BOB) == ["Ann"]

    board.leave("a")
    assert names(board, 7, BOB) == ["Ann"]
    board.leave("b")

    assert names(board, 7, BOB) == []


def test_writers_come_first_and_what_they_write_is_known() -> None:
    board = PresenceBoard()
    board.enter("a", ANN, "Ann", 7, 0)
    board.enter("b", BOB, "Bob", 7, 0)

    assert board.write("b", DraftKind.COMMENT, 0) == {7}
    assert board.write("b", DraftKind.COMMENT, 1) == set()

    others = board.others(7, 3)
    assert [(one.name, one.writing) for one in others] == [
        ("Bob", DraftKind.COMMENT),
        ("Ann", None),
    ]


def test_writing_wears_off_before_viewing_does() -> None:
    board = PresenceBoard()
    board.enter("a", ANN, "Ann", 7, 0)
    board.write("a", DraftKind.REPLY, 0)

    assert board.expire(WRITING_SECONDS) == {7}

    assert board.others(7, BOB)[0].writing is None


def test_a_tab_that_shows_nothing_can_neither_write_nor_leave() -> None:
    board = PresenceBoard()

    assert board.write("a", DraftKind.REPLY, 0) == set()
    assert board.leave("a") == set()
    assert board.stop_writing("a") == set()
    assert board.tabs() == set()
