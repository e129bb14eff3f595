"""One conversation in the list."""

from typing import Any, TypeAlias

import reflex as rx

from inbox_app.components.bulk_bar import select_box
from inbox_app.ui.display import avatar, badge, visually_hidden
from inbox_app.ui.icons import icon, icon_for
from inbox_app.ui.language import t
from inbox_app.ui.time_ago import time_ago
from inbox_app.viewmodels.conversation import ConversationRow, TextPiece

CHANNEL_ICONS = {
    "email": "mail",
    "chat": "message-circle",
    "bot": "bot",
    "messenger": "message-square",
    "form": "clipboard-list",
    "call": "phone",
}
REASONS = (
    "auto_reply",
    "bounce",
    "marketing",
    "role",
    "unsubscribe_link",
    "deny_list",
    "blocked_sender",
    "self_sent",
    "manual",
)

# The fields of a Var are known at run time only.
Row: TypeAlias = Any


@rx.memo
def conversation_row(
    row: rx.Var[ConversationRow],
    is_open: rx.Var[bool],
    href: rx.Var[str],
    tab_stop: rx.Var[int],
    my_first_name: rx.Var[str],
    rest: rx.RestProp,
) -> rx.Component:
    """Show a conversation; a link, so that it opens in another tab as well."""
    row = row.to(ConversationRow)
    return rx.el.a(
        rest,
        select_box(
            avatar(
                row.name,
                seed=row.address,
                channel=icon_for(row.channel_kind, CHANNEL_ICONS, default="mail"),
            ),
            row.id,
        ),
        rx.el.div(
            _first_line(row),
            _subject_line(row),
            _preview_line(row, my_first_name),
            _tags(row),
            class_name="conversation-body",
        ),
        href=href,
        role="option",
        tab_index=tab_stop,
        aria_selected=is_open,
        aria_current=rx.cond(is_open, "true", "false"),
        class_name=[
            "conversation",
            rx.cond(row.is_unread, "is-unread", ""),
            rx.cond(is_open, "is-selected", ""),
        ],
        data_testid="conversation-row",
        custom_attrs={"data-key": row.key, "data-id": row.id, "draggable": "false"},
    )


def _first_line(row: Row) -> rx.Component:
    name = rx.cond(row.name, row.name, t("contact.unknown"))
    return rx.el.div(
        rx.el.span(
            rx.cond(
                row.others > 0, t("list.more_people", name=name, n=row.others), name
            ),
            class_name="conversation-name grow cut",
        ),
        rx.cond(
            row.has_attachments,
            rx.el.span(
                icon("paperclip", size="small"),
                visually_hidden(t("list.attachment")),
                class_name="faint fixed",
                title=t("list.attachment"),
            ),
            rx.fragment(),
        ),
        rx.cond(
            row.assignee_id > 0,
            rx.el.span(
                avatar(
                    row.assignee_name,
                    seed=row.assignee_name,
                    size="small",
                ),
                visually_hidden(t("list.assigned_to", name=row.assignee_name)),
                class_name="conversation-assignee fixed",
                title=t("list.assigned_to", name=row.assignee_name),
            ),
            rx.fragment(),
        ),
        time_ago(row.at, class_name="conversation-time"),
        class_name="line",
    )


def _subject_line(row: Row) -> rx.Component:
    return rx.el.div(
        rx.el.span(
            rx.cond(
                row.subject_match.length() > 0,
                rx.foreach(row.subject_match, _piece),
                rx.cond(row.subject, row.subject, t("list.no_subject")),
            ),
            class_name="conversation-subject grow cut",
        ),
        rx.cond(
            row.is_unread,
            rx.el.span(
                visually_hidden(t("list.unread")),
                class_name="dot dot-accent",
            ),
            rx.fragment(),
        ),
        class_name="line",
    )


def _preview_line(row: Row, my_first_name: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.match(
            # What was found need not be what was written last.
            rx.cond(row.match.length() > 0, "", row.preview_kind),
            (
                "outbound",
                rx.fragment(
                    icon("corner-up-left", size="small"),
                    rx.el.span(
                        rx.cond(
                            (row.preview_by != "") & (row.preview_by != my_first_name),
                            t("list.by_prefix", name=row.preview_by),
                            t("list.you_prefix"),
                        ),
                        class_name="fixed",
                    ),
                ),
            ),
            (
                "comment",
                rx.fragment(
                    icon("lock", size="small"),
                    rx.el.span(t("list.note_prefix"), class_name="fixed"),
                ),
            ),
            rx.fragment(),
        ),
        rx.cond(
            row.match.length() > 0,
            rx.el.span(rx.foreach(row.match, _piece), class_name="cut"),
            rx.el.span(row.preview, class_name="cut"),
        ),
        class_name="conversation-preview",
    )


def _piece(piece: rx.vars.ObjectVar[TextPiece]) -> rx.Component:
    return rx.cond(piece.is_match, rx.el.mark(piece.text), rx.el.span(piece.text))


def _tags(row: Row) -> rx.Component:
    has_tags = (
        (row.draft != "")
        | (row.folder != "open")
        | (row.delivery != "")
        | _has_waited(row)
        | (row.priority != "normal")
        | (row.snoozed_until != "")
        | (row.tags.length() > 0)
    )
    return rx.cond(
        has_tags,
        rx.el.div(
            _delivery_tag(row),
            _draft_tag(row),
            _folder_tag(row),
            _purge_tag(row),
            _waiting_tag(row),
            _snoozed_tag(row),
            _priority_tag(row),
            rx.foreach(
                row.tags,
                lambda tag: rx.el.span(
                    rx.el.span(tag["name"], class_name="cut"),
                    class_name=["tag", "tag-" + tag["hue"].to_string()],
                ),
            ),
            class_name="conversation-tags",
        ),
        rx.fragment(),
    )


def _draft_tag(row: Row) -> rx.Component:
    return rx.fragment(
        rx.match(
            row.draft,
            ("", rx.fragment()),
            ("mine", badge(t("list.draft"), tone="danger", icon="pencil")),
            badge(t("list.draft_of", name=row.draft), icon="pencil"),
        )
    )


def _folder_tag(row: Row) -> rx.Component:
    reason = rx.match(
        row.filtered_reason,
        *((name, t(f"reason.{name}")) for name in REASONS),
        "",
    )
    return rx.fragment(
        rx.match(
            row.folder,
            ("closed", badge(t("list.tag_closed"), tone="ok", icon="check")),
            (
                "filtered",
                badge(
                    rx.cond(
                        row.filtered_reason,
                        t("list.tag_filtered_because", reason=reason),
                        t("list.tag_filtered"),
                    ),
                    tone="warn",
                    icon="shield-alert",
                ),
            ),
            ("trash", badge(t("list.tag_trash"), tone="danger", icon="trash-2")),
            rx.fragment(),
        )
    )


def _purge_tag(row: Row) -> rx.Component:
    return rx.cond(
        row.purge_at != "",
        badge(t("purge.date"), " ", time_ago(row.purge_at, look="date")),
        rx.fragment(),
    )


def _has_waited(row: Row) -> rx.Var[bool]:
    """Whether the customer has waited for longer than the row's own time says."""
    return (
        (row.waiting_since != "")
        & (row.waiting_since != row.at)
        & (row.folder == "open")
    )


def _waiting_tag(row: Row) -> rx.Component:
    return rx.cond(
        _has_waited(row),
        badge(
            t("list.waiting_since"),
            " ",
            time_ago(row.waiting_since),
            tone="warn",
            icon="clock",
        ),
        rx.fragment(),
    )


def _snoozed_tag(row: Row) -> rx.Component:
    return rx.fragment(
        rx.match(
            row.snoozed_until,
            ("", rx.fragment()),
            ("reply", badge(t("snooze.until_reply"), icon="clock")),
            badge(
                t("snooze.rests_until"),
                " ",
                time_ago(row.snoozed_until, look="clock"),
                icon="clock",
            ),
        )
    )


def _priority_tag(row: Row) -> rx.Component:
    return rx.fragment(
        rx.match(
            row.priority,
            (
                "urgent",
                badge(t("priority.urgent"), tone="danger", icon="circle-alert"),
            ),
            ("high", badge(t("priority.high"), tone="warn", icon="arrow-up")),
            ("low", badge(t("priority.low"), icon="arrow-down")),
            rx.fragment(),
        )
    )


def _delivery_tag(row: Row) -> rx.Component:
    return rx.fragment(
        rx.match(
            row.delivery,
            ("", rx.fragment()),
            ("queued", badge(t("thread.queued"), icon="clock")),
            ("sending", badge(t("thread.sending"), icon="send")),
            ("sent", badge(t("thread.sent"), tone="ok", icon="check")),
            ("failed", badge(t("thread.failed"), tone="danger", icon="circle-alert")),
            badge(t("thread.bounced"), tone="danger", icon="undo-2"),
        )
    )


def draw_row(
    row: Row,
    is_open: rx.Var[bool],
    href: rx.Var[str],
    tab_stop: rx.Var[int],
    my_first_name: rx.Var[str],
) -> rx.Component:
    """Draw a row for the feed; a row whose data did not change is not drawn again."""
    return conversation_row(
        row=row,
        is_open=is_open,
        href=href,
        tab_stop=tab_stop,
        my_first_name=my_first_name,
    )
