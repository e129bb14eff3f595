"""The local scripts of the conversation, and how a component asks for them."""

from typing import Any

import reflex as rx
from reflex.event import EventType, no_args_event_spec, passthrough_event_spec

# Their scripts are imported by ours.
import inbox_app.ui.language
import inbox_app.ui.mail_frame  # noqa: F401
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.ui.parts import link_script
from inbox_app.viewmodels.conversation import (
    FactChange,
    MailAddress,
    QuotePart,
    TimelineItem,
)


def _link(name: str) -> str:
    return link_script(name, __name__)


class Timeline(rx.Component):
    """The scrolling list of items."""

    library = _link("timeline.jsx")
    tag = "Timeline"

    conversation_id: rx.Var[int]
    first_key: rx.Var[str]
    last_key: rx.Var[str]
    has_older: rx.Var[bool]
    jump: rx.Var[dict[str, Any]]
    label: rx.Var[str]
    older_label: rx.Var[str]
    new_label: rx.Var[str]
    new_icon: rx.Var[rx.Component]

    on_older: rx.EventHandler[passthrough_event_spec(int)]


class MessageText(rx.Component):
    """The text of a plain mail with its quotes folded."""

    library = _link("message_text.jsx")
    tag = "MessageText"

    parts: rx.Var[list[QuotePart]]
    show_label: rx.Var[str]
    hide_label: rx.Var[str]
    icon: rx.Var[rx.Component]


class MailBody(rx.Component):
    """A mail in HTML with its remote images held back."""

    library = _link("mail_body.jsx")
    tag = "MailBody"

    src: rx.Var[str]
    title: rx.Var[str]
    has_remote_images: rx.Var[bool]
    blocked_label: rx.Var[str]
    show_label: rx.Var[str]
    icon: rx.Var[rx.Component]


class ActivityText(rx.Component):
    """A recorded fact as a sentence."""

    library = _link("activity.jsx")
    tag = "ActivityText"

    kind: rx.Var[str]
    values: rx.Var[dict[str, str]]
    actor: rx.Var[str]
    actor_id: rx.Var[int]
    changes: rx.Var[list[FactChange]]
    can_undo: rx.Var[bool]
    is_undone: rx.Var[bool]
    has_job: rx.Var[bool]
    moment: rx.Var[rx.Component]

    on_undo: rx.EventHandler[no_args_event_spec]
    on_undo_job: rx.EventHandler[no_args_event_spec]


class People(rx.Component):
    """Sender and recipients."""

    library = _link("people.jsx")
    tag = "People"

    from_name: rx.Var[str]
    from_address: rx.Var[str]
    to: rx.Var[list[MailAddress]]
    cc: rx.Var[list[MailAddress]]
    bcc: rx.Var[list[MailAddress]]
    subject: rx.Var[str]


class Countdown(rx.Component):
    """The seconds until a message leaves."""

    library = _link("countdown.jsx")
    tag = "Countdown"

    until: rx.Var[str]
    text_key: rx.Var[str]
    over_key: rx.Var[str]


class FileSize(rx.Component):
    """A number of bytes in words."""

    library = _link("file_size.jsx")
    tag = "FileSize"

    bytes: rx.Var[int]


class Attention(rx.Component):
    """Says what the reader looks at; shows nothing."""

    library = _link("attention.jsx")
    tag = "Attention"

    conversation_id: rx.Var[int]
    position: rx.Var[int]

    on_read: rx.EventHandler[passthrough_event_spec(int, int)]
    on_beat: rx.EventHandler[no_args_event_spec]
    on_start: rx.EventHandler[no_args_event_spec]


def timeline(
    *rows: rx.Component | rx.Var,
    conversation_id: rx.Var[int],
    items: rx.Var[Any],
    has_older: rx.Var[bool],
    jump: rx.Var[Any],
    on_older: EventType[()] | EventType[int],
) -> rx.Component:
    """Show the rows, at the newest one or at the one that `jump` names."""
    return Timeline.create(
        *rows,
        conversation_id=conversation_id,
        first_key=_key_at(items, 0),
        last_key=_key_at(items, -1),
        has_older=has_older,
        jump=jump,
        label=t("thread.label"),
        older_label=t("thread.earlier"),
        new_label=t("conversation.new_below"),
        new_icon=icon("arrow-down", size="small"),
        on_older=on_older,
    )


def message_text(parts: rx.Var[list[QuotePart]]) -> rx.Component:
    """Show a plain mail; what it quotes is folded."""
    return MessageText.create(
        parts=parts,
        show_label=t("thread.show_quote"),
        hide_label=t("thread.hide_quote"),
        icon=icon("ellipsis", size="small"),
    )


def mail_body(item: rx.vars.ObjectVar[TimelineItem]) -> rx.Component:
    """Show a mail in HTML."""
    return MailBody.create(
        src=item["frame_url"],
        title=t("thread.mail_of", name=item["author_name"]),
        has_remote_images=item["has_remote_images"],
        blocked_label=t("thread.images_blocked"),
        show_label=t("thread.show_images"),
        icon=icon("image-off", size="small"),
    )


def _key_at(items: rx.Var[Any], index: int) -> rx.Var[str]:
    return rx.Var(
        f"({items!s}?.at({index})?.key ?? '')",
        _var_type=str,
        # The only way to make an expression follow the Var inside it.
        _var_data=items._get_all_var_data(),  # noqa: SLF001
    ).to(str)
