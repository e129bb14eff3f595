"""What the palette and the list of keys show, in the reader's own language."""

from typing import TypedDict


class PaletteLine(TypedDict):
    """Something to choose."""

    # Names it for the browser's memory of what was chosen lately.
    key: str
    # "command", "conversation", "contact" or "settings".
    kind: str
    # What it stands under in the list of keys: "conversation", "list", "write" …
    group: str
    text: str
    # The second line: who wrote, an address.
    note: str
    # "e", "g u", "Mod+k": empty without one.
    shortcut: str
    # How it is done: the name of a command, a control of the page, or an address.
    run: str
    click: str
    href: str
    # Whether the palette offers it here; the list of keys tells of it all the same.
    is_offered: bool


class PaletteAnswer(TypedDict):
    """What was found for the question of this number."""

    number: int
    lines: list[PaletteLine]
