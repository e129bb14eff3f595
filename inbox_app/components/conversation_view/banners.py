"""Lines across the conversation that say what is special about it."""

from typing import Any

import reflex as rx

from inbox_app.components.conversation_view.purging import purge_button
from inbox_app.components.inbox_place import place
from inbox_app.domain.enums import FilteredReason
from inbox_app.state.blocking import BlockingState
from inbox_app.state.conversation import ConversationState
from inbox_app.state.timeline import TimelineState
from inbox_app.ui.controls import button
from inbox_app.ui.display import banner
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago


def banners() -> rx.Component:
    """Render those that hold."""
    head: Any = TimelineState.head
    return rx.fragment(
        _when(
            ~head["is_member"].to(bool),
            banner(
                t("conversation.not_a_member", inbox=head["inbox_name"]),
                tone="warn",
                icon="eye",
            ),
        ),
        _when(head["folder"] == "trash", _trashed(head)),
        _when(head["folder"] == "filtered", _filtered(head)),
        _when(
            head["folder"] == "closed",
            banner(t("conversation.closed"), tone="neutral", icon="circle-check"),
        ),
        *(
            _when(
                head[fact] != 0,
                banner(
                    rx.el.a(
                        t(words, n=head[fact].to_string()),
                        href=place("list").to(str) + "/" + head[fact].to_string(),
                        class_name="grow",
                    ),
                    tone="neutral",
                    icon="corner-down-right",
                ),
            )
            for fact, words in (
                ("merged_into_id", "triage.merged_away"),
                ("parent_id", "triage.split_off"),
            )
        ),
        _when(
            head["continues_id"] != 0,
            banner(
                t("conversation.continues", n=head["continues_id"].to_string()),
                tone="neutral",
                icon="corner-down-right",
            ),
        ),
        _when(
            head["side_of"] != 0,
            banner(
                t("conversation.side", n=head["side_of"].to_string()),
                rx.el.a(
                    t("conversation.side_open"),
                    href=f"{place('list')}/{head['side_of']}",
                    class_name="button button-small",
                ),
                tone="neutral",
                icon="forward",
            ),
        ),
    )


def _trashed(head: Any) -> rx.Component:
    return banner(
        rx.el.div(t("conversation.trashed"), " ", _purge_date(head), class_name="grow"),
        button(
            t("thread.restore"),
            size="small",
            on_click=ConversationState.restore(head["id"]),
            disabled=~head["is_member"].to(bool),
        ),
        purge_button(head),
        tone="danger",
        icon="trash-2",
    )


def _filtered(head: Any) -> rx.Component:
    reasons = [
        (reason.value, t(f"filtered.{reason.value}")) for reason in FilteredReason
    ]
    why = rx.match(head["filtered_reason"], *reasons, t("filtered.manual"))
    return banner(
        rx.el.div(
            t("thread.filtered_because", reason=why),
            " ",
            _purge_date(head),
            class_name="grow",
        ),
        rx.el.div(
            button(
                t("thread.not_spam"),
                size="small",
                on_click=ConversationState.mark_not_spam(head["id"]),
                disabled=~head["is_member"].to(bool),
            ),
            _when(
                head["contact"]["address"] != "",
                button(
                    t("block.never_filter"),
                    size="small",
                    on_click=BlockingState.never_filter(head["id"]),
                    disabled=~head["is_member"].to(bool),
                ),
            ),
            class_name="banner-actions",
        ),
        tone="warn",
        icon="shield-alert",
    )


def _purge_date(head: Any) -> rx.Component:
    return _when(
        head["purge_at"] != "",
        rx.el.span(t("purge.date"), " ", time_ago(head["purge_at"], look="date")),
    )


def _when(holds: rx.Var[bool], line: rx.Component) -> rx.Component:
    return rx.cond(holds, line, rx.fragment())
