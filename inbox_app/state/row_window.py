"""The rows of a list that a tab has loaded, and what changes in them."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TypedDict

from inbox_app.viewmodels.conversation import ConversationRow


class PlacedRow(TypedDict):
    """A row that came, moved or changed, and the key of the row above it."""

    row: ConversationRow
    # Empty at the top.
    after: str


class RowChanges(TypedDict):
    """What to do to the rows on screen, in this order."""

    dropped: list[str]
    placed: list[PlacedRow]


class RowWindow:
    """The loaded part of one list, in its order.

    It ends where the next page begins (`cursor`); what belongs behind that point
    is left to the next page, so that scrolling never meets a row twice.
    """

    def __init__(
        self,
        rows: Sequence[ConversationRow] = (),
        *,
        cursor: str = "",
        oldest_first: bool = False,
    ) -> None:
        """Hold the first page."""
        self.cursor = cursor
        self._oldest_first = oldest_first
        self._rows: dict[str, ConversationRow] = {row["key"]: row for row in rows}

    def __len__(self) -> int:
        """Count the loaded rows."""
        return len(self._rows)

    @property
    def rows(self) -> list[ConversationRow]:
        """The rows from the top."""
        return list(self._rows.values())

    def ids(self) -> set[int]:
        """The conversations of the rows."""
        return {row["id"] for row in self._rows.values()}

    def add_page(self, rows: Iterable[ConversationRow], cursor: str) -> RowChanges:
        """Take in the next page."""
        self.cursor = cursor
        placed: list[PlacedRow] = []
        for row in rows:
            if row["key"] not in self._rows:
                placed.append(PlacedRow(row=row, after=self._last_key()))
                self._rows[row["key"]] = row
        return RowChanges(dropped=[], placed=placed)

    def merge(
        self, touched: Iterable[int], found: Sequence[ConversationRow]
    ) -> RowChanges:
        """Take in what became of some conversations.

        `found` are the rows of `touched` that belong to the list; the others have
        left it. Rows that did not change are not mentioned.
        """
        stays = {row["key"] for row in found}
        gone = set(touched)
        dropped = [
            key
            for key, row in self._rows.items()
            if row["id"] in gone and key not in stays
        ]
        for key in dropped:
            del self._rows[key]
        placed: list[PlacedRow] = []
        # From the top, so that the row above each one is in place already.
        for row in sorted(found, key=self._rank):
            known = self._rows.get(row["key"])
            if known == row:
                continue
            if known is not None and known["sort_at"] == row["sort_at"]:
                self._rows[row["key"]] = row
                placed.append(PlacedRow(row=row, after=self._key_above(row["key"])))
            elif self._is_beyond(row):
                if known is not None:
                    del self._rows[row["key"]]
                    dropped.append(row["key"])
            else:
                placed.append(PlacedRow(row=row, after=self._insert(row)))
        return RowChanges(dropped=dropped, placed=placed)

    def cut_to(self, rows: Sequence[ConversationRow], cursor: str) -> RowChanges:
        """Become a first page that was read again, and forget what lay behind it."""
        self.cursor = ""
        changes = self.merge(self.ids() | {row["id"] for row in rows}, rows)
        self.cursor = cursor
        return changes

    def reaches(self, row: ConversationRow) -> bool:
        """Tell whether this row is among the loaded ones."""
        return row["key"] in self._rows

    def _insert(self, row: ConversationRow) -> str:
        self._rows.pop(row["key"], None)
        rows = list(self._rows.values())
        index = bisect_left(rows, self._rank(row), key=self._rank)
        rows.insert(index, row)
        self._rows = {row["key"]: row for row in rows}
        return rows[index - 1]["key"] if index else ""

    def _is_beyond(self, row: ConversationRow) -> bool:
        if not self.cursor or not self._rows:
            return False
        return self._rank(row) > self._rank(self._rows[self._last_key()])

    def _key_above(self, key: str) -> str:
        keys = list(self._rows)
        index = keys.index(key)
        return keys[index - 1] if index else ""

    def _last_key(self) -> str:
        return next(reversed(self._rows), "")

    def _rank(self, row: ConversationRow) -> tuple[int, int]:
        # Times compare as text; turned into digits they can be negated.
        time = int("".join(c for c in row["sort_at"] if c.isdigit()) or 0)
        number = int("".join(c for c in row["key"] if c.isdigit()) or 0)
        return (time, number) if self._oldest_first else (-time, -number)
