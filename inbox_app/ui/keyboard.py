"""The keys of a page, and the door to the palette and the list of keys."""

from typing import Any

import reflex as rx
from reflex.event import EventType, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from inbox_app.ui.parts import link_script

for _name in ("focus.js", "hotkeys.jsx", "keys.js", "palette.jsx"):
    link_script(_name)


class Keyboard(rx.Component):
    """Listens; fetches the rest when it is asked for."""

    library = link_script("keyboard.jsx")
    tag = "Keyboard"
    lib_dependencies = [LUCIDE_LIBRARY]  # noqa: RUF012 - as Reflex wants it

    keys: rx.Var[list[str]]
    clicks: rx.Var[dict[str, str]]
    lines: rx.Var[list[dict[str, Any]]]
    words: rx.Var[dict[str, str]]
    answer: rx.Var[dict[str, Any]]

    on_press: rx.EventHandler[passthrough_event_spec(str, int)]
    on_run: rx.EventHandler[passthrough_event_spec(str, int)]
    on_open: rx.EventHandler[passthrough_event_spec(list[int])]
    on_search: rx.EventHandler[passthrough_event_spec(int, str)]


def keyboard(
    *,
    keys: list[str],
    clicks: dict[str, str],
    lines: rx.Var[Any],
    words: rx.Var[Any],
    answer: rx.Var[Any],
    on_press: EventType[()] | EventType[str, int],
    on_run: EventType[()] | EventType[str, int],
    on_open: EventType[()] | EventType[list[int]],
    on_search: EventType[()] | EventType[int, str],
) -> rx.Component:
    """Call `on_press(key, row)` for `keys`, press the control of one of `clicks`.

    Names of keys are those of `ui.live.hotkeys`; `row` is the number of the row that
    has the focus, or 0. Mod+k opens the palette, ? the list of keys: `on_open` must
    then fill `lines` and `words`. `on_search(number, words)` is answered by `answer`
    with that number. It also keeps the focus when what had it goes away.
    """
    return Keyboard.create(
        keys=keys,
        clicks=clicks,
        lines=lines,
        words=words,
        answer=answer,
        on_press=on_press,
        on_run=on_run,
        on_open=on_open,
        on_search=on_search,
    )
