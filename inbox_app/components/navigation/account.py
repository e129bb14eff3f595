"""The agent's own menu: language, theme, log-out."""

from typing import Any

import reflex as rx
from reflex.style import LiteralColorMode, set_color_mode
from reflex_components_core.el.elements.base import BaseHTML

from inbox_app.components.palette import open_door
from inbox_app.ui.attributes import Text
from inbox_app.ui.display import avatar
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_item, menu_link, menu_separator, menu_title


class PlainForm(BaseHTML):
    """A form that the browser submits; Reflex's own sends an event instead."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]


THEMES: tuple[tuple[LiteralColorMode, str], ...] = (
    ("light", "sun"),
    ("dark", "moon"),
    ("system", "monitor"),
)


def account_menu(
    name: Text,
    language: rx.Var[str],
    *,
    on_language: Any,
    on_theme: Any,
) -> rx.Component:
    """Open what concerns the agent alone."""
    return menu(
        menu_title(name),
        menu_link(t("nav.profile"), href="/settings/profile", icon="user-round"),
        menu_item(
            t("nav.palette"),
            icon="search",
            hint="Ctrl K",
            on_click=open_door("palette"),
        ),
        menu_item(
            t("nav.shortcuts"),
            icon="keyboard",
            hint="?",
            # A phone has none.
            class_name="hide-narrow",
            on_click=open_door("help"),
        ),
        menu_separator(),
        menu_title(t("nav.language")),
        *(
            menu_item(
                t(key),
                checked=language == code,
                on_click=on_language(code),
                custom_attrs={"lang": code},
            )
            for code, key in (("en", "nav.english"), ("fr", "nav.french"))
        ),
        menu_separator(),
        menu_title(t("nav.theme")),
        *(
            menu_item(
                t(f"nav.{theme}"),
                icon=symbol,
                checked=rx.color_mode == theme,
                on_click=[set_color_mode(theme), on_theme(theme)],
            )
            for theme, symbol in THEMES
        ),
        menu_separator(),
        _leave(t("nav.log_out"), "/logout", "log-out"),
        _leave(t("nav.log_out_everywhere"), "/logout-everywhere", "monitor-off"),
        label=t("nav.account_of", name=name),
        trigger=avatar(name, size="medium"),
        look="nav-me",
        align="end",
        test_id="account-menu",
    )


def _leave(words: rx.Var[str], action: str, symbol: str) -> rx.Component:
    # A form, because leaving changes the session: no link may do that.
    return PlainForm.create(
        rx.el.button(
            icon(symbol),
            rx.el.span(words, class_name="grow cut"),
            type="submit",
            role="menuitem",
            tab_index=-1,
            class_name="menu-item",
        ),
        method="post",
        action=action,
    )
