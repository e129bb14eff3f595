"""What became of an outgoing message, and what can be done about it."""

from typing import Any

import reflex as rx

from inbox_app.components.conversation_view.actions import TimelineActions
from inbox_app.components.conversation_view.parts import Countdown
from inbox_app.components.conversation_view.scheduled import scheduled_line
from inbox_app.ui.controls import button
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t


def delivery_line(
    item: Any, me_id: rx.Var[int], actions: TimelineActions
) -> rx.Component | rx.Var:
    """Say where an outgoing message is; nothing for one that came in."""
    return rx.match(
        item["delivery"],
        ("queued", _queued(item, me_id, actions)),
        ("sending", _line("loader-circle", t("thread.sending"))),
        ("sent", _line("check", t("thread.sent"))),
        ("failed", _failed(item, actions)),
        ("bounced", _bounced(item)),
        rx.fragment(),
    )


def _line(name: str, *words: Any, look: str = "", **attributes: Any) -> rx.Component:
    return rx.el.div(
        icon(name, size="small"),
        *words,
        class_name=f"message-status {look}",
        **attributes,
    )


def _queued(item: Any, me_id: rx.Var[int], actions: TimelineActions) -> rx.Component:
    counting = _line(
        "clock",
        Countdown.create(
            until=item["undo_until"],
            text_key="thread.send_in",
            over_key="thread.queued",
        ),
        # What somebody else wrote goes back to their editor, by their own hand.
        rx.cond(
            item["author_id"] == me_id,
            button(
                t("common.undo"),
                size="small",
                icon="undo-2",
                on_click=actions.undo_send(item["id"]),
            ),
            rx.fragment(),
        ),
    )
    waiting = _line(
        "clock",
        rx.cond(
            item["delivery_error"] != "",
            rx.el.span(t("delivery.retried", words=item["delivery_error"])),
            rx.el.span(t("thread.queued")),
        ),
    )
    soon = rx.cond(item["undo_until"] != "", counting, waiting)
    return rx.cond(item["scheduled_for"] != "", scheduled_line(item, actions), soon)


def _failed(item: Any, actions: TimelineActions) -> rx.Component:
    return rx.el.div(
        _line(
            "circle-alert",
            rx.el.b(t("thread.failed"), class_name="strong"),
            rx.cond(item["delivery_error"] != "", _server_words(item), rx.fragment()),
            look="is-failed",
            role="alert",
        ),
        rx.el.div(
            button(
                t("thread.retry"),
                size="small",
                icon="rotate-cw",
                on_click=actions.retry_send(item["id"]),
            ),
            button(
                t("thread.edit"),
                size="small",
                icon="pencil",
                on_click=actions.edit_failed(item["id"]),
            ),
            button(
                t("thread.discard"),
                size="small",
                variant="quiet",
                on_click=actions.discard_failed(item["id"]),
            ),
            class_name="line wrap message-choices",
        ),
    )


def _bounced(item: Any) -> rx.Component:
    return _line(
        "mail-x",
        rx.el.b(t("thread.bounced"), class_name="strong"),
        rx.cond(item["delivery_error"] != "", _server_words(item), rx.fragment()),
        look="is-failed",
    )


def _server_words(item: Any) -> rx.Component:
    return rx.el.span(t("thread.server_said", words=item["delivery_error"]))
