"""The colours: every text that is shown can be read, in light and in dark."""

import re
from itertools import product
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2] / "assets"
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")
NEEDED = 4.5

SURFACES = ("canvas", "sunken", "surface", "raised", "hover", "selected")
# Ink and what it may lie upon.
PAIRS = [
    *product(("ink", "ink-2", "ink-3"), (*SURFACES, "accent-soft")),
    *product(("accent-ink", "danger"), (*SURFACES, "accent-soft")),
    ("ok", "ok-soft"),
    ("ok", "surface"),
    ("warn", "warn-soft"),
    ("warn", "surface"),
    ("danger", "danger-soft"),
    ("note-ink", "note"),
    ("accent-ink", "note"),
    ("ink", "mark"),
    ("on-fill", "accent"),
    ("on-fill", "accent-hover"),
    ("on-fill", "danger-fill"),
]


def read_theme(name: str) -> dict[str, str]:
    sheet = (ASSETS / "tokens.css").read_text()
    light = dict(TOKEN.findall(sheet[sheet.index(":root {") : sheet.index(".dark {")]))
    if name == "light":
        return light
    start = sheet.index(".dark {")
    return light | dict(TOKEN.findall(sheet[start : sheet.index("}", start)]))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "surface"), PAIRS)
def test_text_stands_out_from_what_it_lies_upon(
    theme: str, ink: str, surface: str
) -> None:
    tokens = read_theme(theme)

    assert contrast(tokens[ink], tokens[surface]) >= NEEDED


def test_initials_stand_out_from_every_avatar() -> None:
    sheet = (ASSETS / "displays.css").read_text()
    hues = re.findall(r"\.avatar-hue-(\d+) \{ background: (#[0-9a-f]{6}); \}", sheet)

    assert [int(number) for number, _ in hues] == list(range(12))
    assert all(contrast("#ffffff", colour) >= NEEDED for _, colour in hues)


def test_pages_without_a_class_are_dark_in_the_same_colours() -> None:
    sheet = (ASSETS / "tokens.css").read_text()
    start = sheet.index(":root:not(.light, .dark) {")
    by_system = TOKEN.findall(sheet[start : sheet.index("}", start)])
    start = sheet.index("\n.dark {")
    by_class = TOKEN.findall(sheet[start : sheet.index("}", start)])

    assert by_system == by_class


def test_style_sheets_use_only_tokens_that_exist() -> None:
    defined = set(re.findall(r"(--[\w-]+):", (ASSETS / "tokens.css").read_text()))

    for sheet in ASSETS.glob("*.css"):
        used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))

        assert used <= defined, sheet.name
