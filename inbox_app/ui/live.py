"""Parts without a place on the page: keys, notices, the line to the server."""

from collections.abc import Sequence
from typing import Any

import reflex as rx
from reflex.event import EventType, passthrough_event_spec
from reflex_components_core.core.banner import connection_errors_count

from inbox_app.ui.attributes import Flag, Text
from inbox_app.ui.icons import icon
from inbox_app.ui.parts import link_script


class Hotkeys(rx.Component):
    """Listens to the keys of the whole page."""

    library = link_script("hotkeys.jsx")
    tag = "Hotkeys"

    keys: rx.Var[list[str]]

    on_key: rx.EventHandler[passthrough_event_spec(str)]


class Notifier(rx.Component):
    """Reaches a reader who looks elsewhere."""

    library = link_script("notifier.jsx")
    tag = "Notifier"

    note: rx.Var[dict[str, Any]]
    unread: rx.Var[int]
    title: rx.Var[str]
    desktop: rx.Var[bool]
    sound: rx.Var[bool]

    on_open: rx.EventHandler[passthrough_event_spec(str)]


class AllowNotices(rx.Component):
    """The button that lets the browser ask."""

    library = link_script("notifier.jsx")
    tag = "AllowNotices"

    words: rx.Var[str]
    allowed: rx.Var[str]
    refused: rx.Var[str]


class ConnectionBanner(rx.Component):
    """Says when the line is down."""

    library = link_script("connection.jsx")
    tag = "ConnectionBanner"

    errors: rx.Var[int]
    lost_icon: rx.Var[rx.Component]
    back_icon: rx.Var[rx.Component]


class Guard(rx.Component):
    """Leaves for the log-in page."""

    library = link_script("connection.jsx")
    tag = "Guard"

    signed_out: rx.Var[bool]
    errors: rx.Var[int]
    login: rx.Var[str]
    probe: rx.Var[str]


def hotkeys(
    keys: Sequence[str] | rx.Var[list[str]],
    *,
    on_key: EventType[()] | EventType[str],
) -> rx.Component:
    """Call `on_key(name)` for the listed keys, and for no other.

    A name is what the key writes (`j`, `E`, `#`, `?`, `Escape`), with `Mod+` or
    `Mod+Shift+` for Ctrl or Cmd (`Mod+k`, `Mod+Shift+Enter`), or two in a row
    (`g i`). While typing only `Mod+…` and `Escape` count; in an open dialog none.
    """
    names = keys if isinstance(keys, rx.Var) else list(keys)
    return Hotkeys.create(keys=names, on_key=on_key)


def notifier(
    *,
    note: rx.Var[Any],
    unread: rx.Var[int],
    title: Text,
    desktop: Flag = True,
    sound: Flag = False,
    on_open: EventType[()] | EventType[str],
) -> rx.Component:
    """Keep the count in the page title and announce `note` once.

    `note` has `seq` (a number that only grows), `title`, `body` and `target`, which
    `on_open` gets when the notice is clicked. It is shown by the desktop only while
    the page is hidden and the browser has leave to.
    """
    return Notifier.create(
        note=note,
        unread=unread,
        title=title,
        desktop=desktop,
        sound=sound,
        on_open=on_open,
    )


def allow_notices(*, words: Text, allowed: Text, refused: Text) -> rx.Component:
    """Make the button that lets the browser ask, or say what was answered."""
    return AllowNotices.create(words=words, allowed=allowed, refused=refused)


def connection_banner() -> rx.Component:
    """Say that the line is down, and that it is back; stands once on each page.

    In place of Reflex's own overlay: `rx.App(app_wraps=…)` must leave that out.
    """
    return ConnectionBanner.create(
        errors=connection_errors_count.to(int),
        lost_icon=icon("wifi-off"),
        back_icon=icon("wifi"),
    )


def guard(*, signed_out: rx.Var[bool], login: str, probe: str) -> rx.Component:
    """Leave for `login` when the session is over.

    Either the server says so, or the line breaks and `probe` then answers 401.
    """
    return Guard.create(
        signed_out=signed_out,
        errors=connection_errors_count.to(int),
        login=login,
        probe=probe,
    )
