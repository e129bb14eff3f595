"""The head of an open conversation: subject, owner, status and the rarer actions."""

from typing import Any

import reflex as rx

from inbox_app.components.conversation_view.blocking import block_item, blocked_mark
from inbox_app.components.conversation_view.triage import triage_bar
from inbox_app.components.inbox_place import place
from inbox_app.state.composer import ComposerState
from inbox_app.state.contact_panel import ContactPanelState
from inbox_app.state.conversation import ConversationState
from inbox_app.state.presence import PresenceState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.triage import TriageState
from inbox_app.ui.controls import button, icon_button
from inbox_app.ui.display import avatar
from inbox_app.ui.icons import icon, icon_for
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_item, menu_separator

CHANNEL_ICONS = {
    "email": "mail",
    "chat": "message-circle",
    "bot": "bot",
    "messenger": "message-square",
    "form": "clipboard-list",
    "call": "phone",
}


def conversation_header() -> rx.Component:
    """Render the two lines above the timeline."""
    head: Any = TimelineState.head
    return rx.el.header(
        rx.el.div(
            _back(),
            rx.el.h2(
                rx.cond(head["subject"] != "", head["subject"], t("list.no_subject")),
                class_name="thread-title",
                title=head["subject"],
            ),
            blocked_mark(head),
            _viewers(),
            _status_button(head),
            class_name="line",
        ),
        triage_bar(
            rx.el.span(
                icon_for(head["channel_kind"], CHANNEL_ICONS, size="small"),
                rx.el.span(
                    rx.cond(
                        head["channel_address"] != "",
                        head["channel_address"].to(str) + " · ",
                        "",
                    ),
                    "#",
                    head["id"],
                    class_name="cut",
                ),
                class_name="line grow faint meta",
            ),
            _more_menu(head),
            *_panel_buttons(),
        ),
        class_name="thread-head",
    )


def _back() -> rx.Component:
    return rx.el.a(
        icon("arrow-left"),
        href=place("list"),
        aria_label=t("thread.back_to_list"),
        title=t("thread.back_to_list"),
        class_name="button button-quiet button-small button-icon only-narrow",
    )


def _viewers() -> rx.Component:
    return rx.cond(
        PresenceState.others.length() > 0,
        rx.el.div(
            rx.foreach(
                PresenceState.others,
                lambda one: avatar(
                    t("thread.viewing", names=one["name"]),
                    initials=one["initials"],
                    seed=one["name"],
                    size="small",
                    is_decorative=False,
                ),
            ),
            class_name="avatars",
            data_testid="viewers",
        ),
        rx.fragment(),
    )


def _status_button(head: Any) -> rx.Component:
    reopen = button(
        t("thread.reopen"),
        size="small",
        icon="rotate-ccw",
        on_click=ConversationState.reopen(head["id"]),
        disabled=~head["is_member"].to(bool),
        id="conversation-status",
    )
    close = button(
        t("thread.close"),
        size="small",
        icon="check",
        on_click=ConversationState.close(head["id"]),
        disabled=~head["is_member"].to(bool),
        id="conversation-status",
    )
    return rx.cond(head["status"] == "closed", reopen, close)


def _more_menu(head: Any) -> rx.Component:
    conversation_id = head["id"]
    trash = menu_item(
        t("thread.move_trash"),
        icon="trash-2",
        tone="danger",
        on_click=ConversationState.trash(conversation_id),
    )
    restore = menu_item(
        t("thread.restore"),
        icon="undo-2",
        on_click=ConversationState.restore(conversation_id),
    )
    spam = menu_item(
        t("thread.spam"),
        icon="shield-alert",
        on_click=ConversationState.mark_spam(conversation_id),
    )
    not_spam = menu_item(
        t("thread.not_spam"),
        icon="shield-check",
        on_click=ConversationState.mark_not_spam(conversation_id),
    )
    return menu(
        menu_item(
            t("thread.mark_unread"),
            icon="mail",
            hint="U",
            on_click=ConversationState.mark_unread(conversation_id),
        ),
        menu_item(
            t("thread.copy_link"),
            icon="link",
            on_click=[
                rx.set_clipboard(_link_to(head)),
                TriageState.say_copied,
            ],
        ),
        menu_item(
            t("thread.print"),
            icon="file-text",
            on_click=TriageState.print_all(conversation_id, "messages"),
        ),
        menu_item(
            t("thread.print_with_comments"),
            icon="lock",
            on_click=TriageState.print_all(conversation_id, "comments"),
        ),
        menu_item(
            t("compose.forward_all"),
            icon="forward",
            disabled=~head["is_member"].to(bool),
            on_click=ComposerState.forward(conversation_id, 0),
        ),
        menu_item(
            t("triage.move"),
            icon="inbox",
            disabled=~head["is_member"].to(bool),
            on_click=TriageState.open_dialog("move"),
        ),
        menu_item(
            t("triage.merge"),
            icon="corner-down-right",
            disabled=~head["is_member"].to(bool),
            on_click=TriageState.open_dialog("merge"),
        ),
        menu_separator(),
        rx.cond(head["filtered_reason"] != "", not_spam, spam),
        block_item(head),
        rx.cond(head["folder"] == "trash", restore, trash),
        label=t("thread.more"),
        align="end",
    )


def _link_to(head: Any) -> rx.Var[str]:
    """The address by which any colleague finds it, whatever view they are in."""
    path = rx.Var.create(
        "/inbox/" + head["inbox_id"].to_string() + "/open/" + head["id"].to_string()
    )
    return (rx.Var("location.origin").to(str) + path.to(str)).to(str)


def _panel_buttons() -> list[rx.Component]:
    """One for windows where the panel stands beside, one where it lies above."""
    return [
        icon_button(
            "panel-right",
            label=t("thread.show_panel"),
            aria_pressed=ContactPanelState.panel != "closed",
            on_click=ContactPanelState.toggle_beside,
            class_name="only-wide",
        ),
        icon_button(
            "panel-right",
            label=t("thread.show_panel"),
            aria_pressed=ContactPanelState.panel == "open",
            on_click=ContactPanelState.toggle_drawer,
            class_name="only-medium",
        ),
    ]
