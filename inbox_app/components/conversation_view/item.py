"""One item of the timeline: a message, a comment, or a recorded fact."""

from typing import Any

import reflex as rx

from inbox_app.components.conversation_view.actions import TimelineActions
from inbox_app.components.conversation_view.attachments import attachment_list
from inbox_app.components.conversation_view.comment import (
    comment_item,
    editor_html,
    face,
    moment,
)
from inbox_app.components.conversation_view.delivery import delivery_line
from inbox_app.components.conversation_view.parts import (
    ActivityText,
    People,
    mail_body,
    message_text,
)
from inbox_app.ui.display import badge
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_item, menu_link, menu_separator
from inbox_app.ui.time_ago import time_ago

# Remarks of the ingest that a reader should know of: icon, tone, words.
_REMARKS: dict[str, tuple[str, Any, str]] = {
    "remark.signed": ("badge-check", "ok", "thread.signed"),
    "remark.encrypted": ("lock", "warn", "remark.encrypted"),
    "remark.auto_reply": ("bot", "neutral", "thread.automatic"),
    "remark.bounce": ("mail-x", "danger", "thread.bounce"),
    "remark.list": ("megaphone", "neutral", "remark.list"),
    "remark.marketing": ("megaphone", "neutral", "remark.list"),
    "remark.calendar": ("calendar", "neutral", "remark.calendar"),
    "remark.forwarded": ("forward", "neutral", "remark.forwarded"),
    "remark.defects": ("triangle-alert", "warn", "remark.defects"),
    "remark.too_deep": ("triangle-alert", "warn", "remark.too_deep"),
    "remark.truncated": ("triangle-alert", "warn", "remark.truncated"),
}


def timeline_item(
    item: Any, me_id: rx.Var[int], actions: TimelineActions
) -> rx.Component | rx.Var:
    """Render one item; all data and events come in as arguments."""
    return rx.match(
        item["kind"],
        ("activity", _activity(item, me_id, actions)),
        ("comment", comment_item(item, me_id, actions)),
        _message(item, me_id, actions),
    )


def _message(item: Any, me_id: rx.Var[int], actions: TimelineActions) -> rx.Component:
    is_ours = item["direction"] == "outbound"
    is_failed = (item["delivery"] == "failed") | (item["delivery"] == "bounced")
    return rx.el.article(
        face(item),
        rx.el.div(
            rx.el.header(
                rx.el.b(item["author_name"], class_name="strong cut"),
                _people(item),
                moment(item),
                _menu(item, actions),
                class_name="message-head",
            ),
            rx.cond(
                item["remarks"].length() > 0,
                rx.el.div(
                    rx.foreach(item["remarks"], _remark),
                    class_name="line wrap message-remarks",
                ),
                rx.fragment(),
            ),
            _body(item),
            attachment_list(item["attachments"], on_show=actions.show_file),
            delivery_line(item, me_id, actions),
            class_name="card",
        ),
        class_name=[
            "message",
            rx.cond(is_ours, "is-ours", ""),
            rx.cond(is_failed, "is-failed", ""),
        ],
        custom_attrs={"data-item": item["key"]},
        aria_label=t("thread.mail_of", name=item["author_name"]),
    )


def _activity(item: Any, me_id: rx.Var[int], actions: TimelineActions) -> rx.Component:
    return rx.el.div(
        ActivityText.create(
            kind=item["activity"],
            values=item["values"],
            actor=item["author_name"],
            actor_id=item["author_id"],
            changes=item["changes"],
            can_undo=item["can_undo"],
            is_undone=item["is_undone"],
            # A bulk action is taken back by who began it.
            has_job=(item["job_id"] != 0) & (item["author_id"] == me_id),
            moment=time_ago(item["at"], look="clock"),
            on_undo=actions.undo(item["id"]),
            on_undo_job=actions.undo_job(item["job_id"]),
        ),
        class_name="activity",
        custom_attrs={"data-item": item["key"]},
    )


def _body(item: Any) -> rx.Component:
    plain = rx.cond(
        item["parts"].length() > 0,
        message_text(item["parts"]),
        rx.el.p(t("thread.empty_body"), class_name="message-body faint"),
    )
    return rx.cond(
        item["frame_url"] != "",
        mail_body(item),
        rx.cond(item["html"] != "", editor_html(item), plain),
    )


def _people(item: Any) -> rx.Component:
    return People.create(
        from_name=item["author_name"],
        from_address=item["from_address"],
        to=item["to"],
        cc=item["cc"],
        bcc=item["bcc"],
        subject=item["subject"],
    )


def _remark(remark: rx.Var[str]) -> rx.Component | rx.Var:
    cases = [
        (name, badge(t(words), tone=tone, icon=mark))
        for name, (mark, tone, words) in _REMARKS.items()
    ]
    return rx.match(remark, *cases, rx.fragment())


def _menu(item: Any, actions: TimelineActions) -> rx.Component:
    source = "/mail/" + item["id"].to_string() + "/source"
    return menu(
        menu_item(
            t("thread.forward"),
            icon="forward",
            on_click=actions.forward(item["id"]),
        ),
        menu_item(
            t("thread.why"),
            icon="circle-help",
            on_click=actions.explain(item["join_reason"], item["join_detail"]),
        ),
        menu_link(
            t("thread.raw"), href=source, icon="code", leaves_app=True, target="_blank"
        ),
        menu_item(
            t("triage.split"),
            icon="corner-down-right",
            on_click=actions.split(item["id"]),
        ),
        menu_separator(),
        menu_item(
            t("conversation.copy_message_id"),
            icon="copy",
            on_click=rx.set_clipboard(item["message_id_header"]),
        ),
        label=t("thread.message_menu"),
        align="end",
    )
