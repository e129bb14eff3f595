"""The loaded rows of a list, and what changes in them."""

from hypothesis import given
from hypothesis import strategies as st

from inbox_app.state.row_window import RowChanges, RowWindow
from inbox_app.viewmodels.conversation import ConversationRow


def a_row(number: int, minute: int, **others: object) -> ConversationRow:
    row = {"key": str(number), "id": number, "subject": "", **others}
    at = f"2026-03-02T09:{minute:02}:00.000000Z"
    return ConversationRow(at=at, sort_at=at, **row)  # type: ignore[typeddict-item]


def keys(window: RowWindow) -> list[str]:
    return [row["key"] for row in window.rows]


def placed(changes: RowChanges) -> list[tuple[str, str]]:
    return [(place["row"]["key"], place["after"]) for place in changes["placed"]]


def test_a_changed_row_is_replaced_where_it_stands() -> None:
    window = RowWindow([a_row(3, 3), a_row(2, 2), a_row(1, 1)])

    changes = window.merge([2], [a_row(2, 2, subject="changed")])

    assert placed(changes) == [("2", "3")]
    assert changes["dropped"] == []
    assert keys(window) == ["3", "2", "1"]


def test_a_row_that_did_not_change_is_not_mentioned() -> None:
    window = RowWindow([a_row(2, 2), a_row(1, 1)])

    changes = window.merge([2], [a_row(2, 2)])

    assert changes == RowChanges(dropped=[], placed=[])


def test_a_row_that_no_longer_belongs_here_is_dropped() -> None:
    window = RowWindow([a_row(2, 2), a_row(1, 1)])

    changes = window.merge([2], [])

    assert changes["dropped"] == ["2"]
    assert keys(window) == ["1"]


def test_a_newer_row_comes_to_the_top_and_an_old_one_to_its_place() -> None:
    window = RowWindow([a_row(3, 3), a_row(1, 1)])

    changes = window.merge([2, 9], [a_row(9, 9), a_row(2, 2)])

    assert placed(changes) == [("9", ""), ("2", "3")]
    assert keys(window) == ["9", "3", "2", "1"]


def test_a_row_with_a_new_message_moves_up() -> None:
    window = RowWindow([a_row(3, 3), a_row(2, 2), a_row(1, 1)])

    changes = window.merge([1], [a_row(1, 7)])

    assert placed(changes) == [("1", "")]
    assert keys(window) == ["1", "3", "2"]


def test_a_row_behind_the_loaded_page_is_left_to_the_next_page() -> None:
    window = RowWindow([a_row(3, 3), a_row(2, 2)], cursor="more")

    changes = window.merge([1], [a_row(1, 1)])

    assert changes["placed"] == []
    assert keys(window) == ["3", "2"]


def test_the_oldest_first_order_is_kept_too() -> None:
    window = RowWindow([a_row(1, 1), a_row(3, 3)], oldest_first=True)

    window.merge([2, 4], [a_row(2, 2), a_row(4, 4)])

    assert keys(window) == ["1", "2", "3", "4"]


def test_the_rows_of_one_conversation_in_sent_come_and_go_by_themselves() -> None:
    def sent(message: int, minute: int) -> ConversationRow:
        return a_row(1, minute) | {"key": f"m{message}"}  # type: ignore[return-value]

    window = RowWindow([sent(5, 5), sent(4, 4)])

    changes = window.merge([1], [sent(6, 6), sent(4, 4)])

    assert changes["dropped"] == ["m5"]
    assert keys(window) == ["m6", "m4"]


def test_the_next_page_is_added_below_without_repeating_a_row() -> None:
    window = RowWindow([a_row(3, 3), a_row(2, 2)], cursor="more")

    changes = window.add_page([a_row(2, 2), a_row(1, 1)], "")

    assert placed(changes) == [("1", "2")]
    assert keys(window) == ["3", "2", "1"]


def test_a_page_that_does_not_reach_the_old_rows_takes_their_place() -> None:
    window = RowWindow([a_row(2, 2), a_row(1, 1)])

    changes = window.cut_to([a_row(9, 9), a_row(8, 8)], "more")

    assert changes["dropped"] == ["2", "1"]
    assert keys(window) == ["9", "8"]
    assert window.cursor == "more"


rows_of_numbers = st.dictionaries(
    st.integers(1, 12), st.integers(0, 59), max_size=12
).map(lambda found: [a_row(number, minute) for number, minute in found.items()])


@given(rows_of_numbers, rows_of_numbers)
def test_applying_the_changes_gives_what_a_reload_gives(
    before: list[ConversationRow], after: list[ConversationRow]
) -> None:
    def in_order(rows: list[ConversationRow]) -> list[ConversationRow]:
        return sorted(rows, key=lambda r: (r["sort_at"], r["id"]), reverse=True)

    window = RowWindow(in_order(before))
    shown = list(window.rows)

    changes = window.merge(range(1, 13), in_order(after))

    # What feed.jsx does with them.
    shown = [row for row in shown if row["key"] not in changes["dropped"]]
    for place in changes["placed"]:
        shown = [row for row in shown if row["key"] != place["row"]["key"]]
        above = [row["key"] for row in shown]
        index = above.index(place["after"]) + 1 if place["after"] else 0
        shown.insert(index, place["row"])
    assert shown == in_order(after) == window.rows
