"""To, Cc and Bcc of the reply."""

from typing import Any

import reflex as rx

from inbox_app.state.reply import RecipientField, ReplyState
from inbox_app.ui.controls import link_button
from inbox_app.ui.language import t
from inbox_app.ui.recipients import recipients_field


def recipient_fields(*, is_shut: rx.Var[bool]) -> rx.Component:
    """Render whom the reply goes to; Cc and Bcc once there is a need."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(_field("to", is_shut), class_name="grow"),
            rx.el.div(_choices(is_shut), class_name="recipients-choices"),
            class_name="line line-top",
        ),
        rx.cond(_is_shown("cc"), _field("cc", is_shut), rx.fragment()),
        rx.cond(_is_shown("bcc"), _field("bcc", is_shut), rx.fragment()),
        class_name="editor-recipients",
    )


def _field(name: RecipientField, is_shut: rx.Var[bool]) -> rx.Component:
    recipients: Any = ReplyState.recipients
    return recipients_field(
        label=t(f"editor.{name}"),
        value=recipients[name],
        on_change=lambda people: ReplyState.take_recipients(name, people),
        suggestions=ReplyState.suggestions,
        on_query=ReplyState.suggest,
        disabled=is_shut,
    )


def _choices(is_shut: rx.Var[bool]) -> rx.Component:
    recipients: Any = ReplyState.recipients
    goes_to_others = (recipients["cc"].length() > 0) | (recipients["to"].length() > 1)
    whom = rx.cond(
        goes_to_others,
        link_button(t("reply.only_sender"), on_click=ReplyState.reply_to_sender),
        link_button(t("reply.to_all"), on_click=ReplyState.reply_to_all),
    )
    return rx.cond(
        is_shut,
        rx.fragment(),
        rx.fragment(
            rx.cond(ReplyState.has_others, whom, rx.fragment()),
            _opener("cc"),
            _opener("bcc"),
        ),
    )


def _opener(name: RecipientField) -> rx.Component:
    return rx.cond(
        _is_shown(name),
        rx.fragment(),
        link_button(t(f"editor.add_{name}"), on_click=ReplyState.open_field(name)),
    )


def _is_shown(name: str) -> Any:
    recipients: Any = ReplyState.recipients
    return (recipients[name].length() > 0) | ReplyState.opened_fields.contains(name)
