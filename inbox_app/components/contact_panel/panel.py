"""The right pane: what is known of the person outside."""

from typing import Any

import reflex as rx

import inbox_app.components.contact_panel.cards  # noqa: F401 - registers the usual cards
from inbox_app.components.contact_panel.registry import (
    ContactCardEntry,
    registered_cards,
)
from inbox_app.state.contact_panel import ContactPanelState
from inbox_app.state.timeline import TimelineState
from inbox_app.ui.controls import icon_button
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t


def contact_panel() -> rx.Component:
    """Render the registered cards of the open conversation."""
    head: Any = TimelineState.head
    return rx.el.aside(
        rx.el.div(
            icon_button(
                "x",
                label=t("thread.hide_panel"),
                on_click=ContactPanelState.close_drawer,
            ),
            class_name="panel-close only-medium",
        ),
        rx.cond(
            head["id"] != 0,
            rx.fragment(*(_card(card, head) for card in registered_cards())),
            rx.fragment(),
        ),
        class_name="panel",
        aria_label=t("contact.label"),
        tab_index=0,
    )


def _card(card: ContactCardEntry, head: Any) -> rx.Component:
    title = []
    if card.title:
        mark = [icon(card.icon)] if card.icon else []
        title = [rx.el.h3(*mark, t(card.title), class_name="panel-title")]
    return rx.el.section(*title, card.content(head), class_name="panel-section")
