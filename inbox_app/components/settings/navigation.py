"""The sections of the settings, at the left."""

import reflex as rx

from inbox_app.ui.icons import icon
from inbox_app.ui.language import t

OWN = (
    ("profile", "settings.profile", "user-round"),
    ("snippets", "settings.snippets", "text"),
    ("tags", "settings.tags", "list-filter"),
)
OF_ADMINS = (
    ("channels", "settings.channels", "mail"),
    ("inboxes", "settings.inboxes", "inbox"),
    ("team", "settings.team", "users-round"),
    ("teams", "settings.teams", "user-round-check"),
    ("filtering", "settings.filtering", "shield-check"),
    ("quarantine", "settings.quarantine", "shield-alert"),
)
# Pages inside a section, which stays marked while they are open.
INSIDE = {"channels": ("channels", "channel", "connect", "ledger")}


def settings_navigation(
    section: rx.Var[str], *, is_admin: rx.Var[bool]
) -> rx.Component:
    """Lead to the sections that this agent may see, and back to the inbox."""
    return rx.el.nav(
        rx.el.a(
            icon("arrow-left"),
            rx.el.span(t("settings.back"), class_name="nav-label cut"),
            href="/inbox",
            class_name="nav-item",
        ),
        *(_link(section, *entry) for entry in OWN),
        rx.cond(
            is_admin,
            rx.fragment(
                rx.el.h2(t("settings.workspace"), class_name="nav-section"),
                *(_link(section, *entry) for entry in OF_ADMINS),
            ),
            rx.fragment(),
        ),
        aria_label=t("settings.title"),
        class_name="settings-nav",
    )


def _link(section: rx.Var[str], name: str, words: str, symbol: str) -> rx.Component:
    inside = INSIDE.get(name, (name,))
    is_here = rx.Var.create(list(inside)).contains(section)
    return rx.el.a(
        icon(symbol),
        rx.el.span(t(words), class_name="nav-label cut"),
        href=f"/settings/{name}",
        aria_current=rx.cond(is_here, "page", "false"),
        class_name="nav-item",
    )
