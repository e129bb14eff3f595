"""The cards that every conversation has."""

from typing import Any

import reflex as rx

from inbox_app.components.contact_panel.registry import contact_card
from inbox_app.components.conversation_view.blocking import blocked_line
from inbox_app.components.conversation_view.parts import FileSize
from inbox_app.state.timeline import TimelineState
from inbox_app.ui.controls import icon_button
from inbox_app.ui.display import avatar
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago


@contact_card(order=10)
def person_card(head: Any) -> rx.Component:
    """Who wrote: name, address, since when, how often."""
    contact = head["contact"]
    return rx.fragment(
        rx.el.div(
            avatar(
                contact["name"],
                initials=contact["initials"],
                seed=contact["address"],
                size="large",
            ),
            rx.el.div(
                rx.el.div(contact["name"], class_name="contact-name cut"),
                rx.el.div(contact["address"], class_name="muted small cut"),
                class_name="grow",
            ),
            icon_button(
                "copy",
                label=t("contact.copy_email"),
                on_click=rx.set_clipboard(contact["address"]),
            ),
            class_name="line",
        ),
        blocked_line(head),
        rx.el.dl(
            rx.el.dt(t("contact.email")),
            rx.el.dd(contact["address"], class_name="cut", title=contact["address"]),
            rx.el.dt(t("contact.first_seen")),
            rx.el.dd(time_ago(contact["first_seen_at"], look="date")),
            rx.el.dt(t("contact.conversations")),
            rx.el.dd(contact["conversation_count"], class_name="tabular"),
            class_name="facts",
        ),
    )


@contact_card(title="contact.participants", icon="users", order=20)
def participants_card(head: Any) -> rx.Component:
    """Everybody who took part from outside, or was addressed."""
    return rx.el.ul(rx.foreach(head["participants"], _participant))


@contact_card(title="contact.files", icon="paperclip", order=30)
def files_card(_head: Any) -> rx.Component:
    """The files of the messages that are loaded."""
    return rx.cond(
        TimelineState.files.length() > 0,
        rx.el.ul(rx.foreach(TimelineState.files, _file)),
        rx.el.p(t("contact.no_files"), class_name="faint small panel-item"),
    )


def _participant(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(
                one["name"] != "",
                rx.el.div(one["name"], class_name="cut"),
                rx.fragment(),
            ),
            rx.el.div(one["address"], class_name="muted cut", title=one["address"]),
            class_name="grow",
        ),
        class_name="panel-item",
    )


def _file(file: Any) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            icon("file"),
            rx.el.span(
                rx.el.span(file["filename"], class_name="attachment-name"),
                FileSize.create(bytes=file["size"]),
                class_name="grow",
            ),
            href=file["url"],
            download=file["filename"],
            reload_document=True,
            aria_label=t("thread.download", name=file["filename"]),
            class_name="panel-item",
        )
    )
