"""The editor of replies and comments, loaded when a conversation needs it."""

from typing import Any

import reflex as rx
from reflex.event import EventType, passthrough_event_spec
from reflex_components_lucide.icon import LUCIDE_LIBRARY

import inbox_app.ui.dialog  # noqa: F401 - its script is imported by ours
from inbox_app.ui.attributes import Flag, Text
from inbox_app.ui.parts import link_script

for _name in (
    "drafts.js",
    "editor_files.jsx",
    "editor_tools.jsx",
    "emoji.js",
    "mention_popup.js",
    "menu.jsx",
    "paste.js",
    "place.js",
    "schedule_dialog.jsx",
    "text.js",
    "upload.js",
):
    link_script(_name)

_TIPTAP = (
    "react",
    "core",
    "pm",
    "starter-kit",
    "extension-image",
    "extension-mention",
    "suggestion",
)
_PACKAGES = [*(f"@tiptap/{name}@3.34.0" for name in _TIPTAP), LUCIDE_LIBRARY]


class ReplyEditor(rx.NoSSRComponent):
    """TipTap with our toolbar, files and memory."""

    library = link_script("reply_editor.jsx")
    tag = "ReplyEditor"
    lib_dependencies = _PACKAGES

    draft_key: rx.Var[str]
    owner: rx.Var[str]
    initial_html: rx.Var[str]
    initial_at: rx.Var[str]
    has_draft: rx.Var[bool]
    saved: rx.Var[dict[str, Any]]
    command: rx.Var[dict[str, Any]]
    members: rx.Var[list[dict[str, Any]]]
    shortcuts: rx.Var[list[dict[str, Any]]]
    files: rx.Var[list[dict[str, Any]]]
    is_comment: rx.Var[bool]
    busy: rx.Var[bool]
    disabled: rx.Var[bool]
    label: rx.Var[str]
    placeholder: rx.Var[str]
    send_label: rx.Var[str]
    send_close_label: rx.Var[str]
    send_title: rx.Var[str]
    upload_url: rx.Var[str]
    escape_to: rx.Var[str]
    tools: rx.Var[rx.Component]

    on_draft: rx.EventHandler[passthrough_event_spec(str, str)]
    on_send: rx.EventHandler[passthrough_event_spec(str, str, bool)]
    on_shortcut: rx.EventHandler[passthrough_event_spec(str, str, int)]
    on_schedule: rx.EventHandler[passthrough_event_spec(str, str, dict)]
    on_attach: rx.EventHandler[passthrough_event_spec(str, dict)]
    on_detach: rx.EventHandler[passthrough_event_spec(str, int)]
    on_typing: rx.EventHandler[passthrough_event_spec(str)]


class DraftStatus(rx.Component):
    """One line that says where the text is safe."""

    library = link_script("draft_status.jsx")
    tag = "DraftStatus"

    draft_key: rx.Var[str]


def reply_editor(
    *,
    draft_key: Text,
    owner: Text,
    initial_html: Text,
    initial_at: Text,
    has_draft: Flag,
    saved: rx.Var[Any],
    command: rx.Var[Any],
    label: Text,
    placeholder: Text,
    send_label: Text,
    on_draft: EventType[()] | EventType[str, str],
    on_send: EventType[()] | EventType[str, str, bool],
    send_close_label: Text = "",
    send_title: Text = "",
    is_comment: Flag = False,
    members: rx.Var[Any] | None = None,
    files: rx.Var[Any] | None = None,
    upload_url: Text = "",
    escape_to: str = "",
    busy: Flag = False,
    disabled: Flag = False,
    tools: rx.Component | None = None,
    shortcuts: rx.Var[Any] | None = None,
    on_shortcut: EventType[()] | EventType[str, str, int] | None = None,
    on_schedule: EventType[()] | EventType[str, str, dict[str, Any]] | None = None,
    on_attach: EventType[()] | EventType[str, dict[str, Any]] | None = None,
    on_detach: EventType[()] | EventType[str, int] | None = None,
    on_typing: EventType[()] | EventType[str] | None = None,
) -> rx.Component:
    """Make the editor; it owns its text, so there is no value to bind.

    `draft_key` names the draft (`42/reply`); when it changes, `initial_html` of the
    new one must change in the same event. `initial_at` (ISO 8601) is when the server
    last changed that draft, its sending and clearing included: a text kept on this
    device for `owner` (the agent) wins only if it is newer. `has_draft` tells a stored
    draft from a start such as the signature.

    `on_draft(key, html)` comes after a pause in typing, on leaving the field and on
    switching; answer by setting `saved` to `{"key", "at"}` with the draft's new
    time, which turns the status line to "saved". `on_send(key, html, and_close)`
    comes from the button, Ctrl+Enter and Ctrl+Shift+Enter; `on_schedule(key, html,
    wish)` when a later time was chosen, `wish` being `{"when", "zone", "hold",
    "close"}`. `command` is `{"seq",
    "key", "kind", "html", "at"}` with a growing `seq` (milliseconds): `insert` at the
    cursor, `set` the whole
    text, `clear` after a send, `focus`. It runs once, and only on the draft it names.

    Files go to `upload_url` (`POST …&name=`, raw body, answer
    `{id, name, size, url}`), then `on_attach(key, answer)`; show them through
    `files` (`id`, `name` or `filename`, `size`), removed by `on_detach(key, id)`.
    `shortcuts` (`id`, `label`, `hint`) are offered after a #, and answered by
    `on_shortcut(key, "snippet", id)` with an `insert`.
    `members` (`id`, `label` or `name`, `is_team`) are offered after an @ when
    `is_comment`.
    Escape leaves for the element whose id is `escape_to`.
    `on_typing(key)` comes at most every four seconds. `tools` are added to the
    toolbar.
    """
    given = {
        "members": members,
        "files": files,
        "tools": tools,
        "shortcuts": shortcuts,
        "on_shortcut": on_shortcut,
        "on_schedule": on_schedule,
        "on_attach": on_attach,
        "on_detach": on_detach,
        "on_typing": on_typing,
    }
    return ReplyEditor.create(
        draft_key=draft_key,
        owner=owner,
        initial_html=initial_html,
        initial_at=initial_at,
        has_draft=has_draft,
        saved=saved,
        command=command,
        is_comment=is_comment,
        busy=busy,
        disabled=disabled,
        label=label,
        placeholder=placeholder,
        send_label=send_label,
        send_close_label=send_close_label,
        send_title=send_title,
        upload_url=upload_url,
        escape_to=escape_to,
        on_draft=on_draft,
        on_send=on_send,
        **{name: value for name, value in given.items() if value is not None},
    )


def draft_status(draft_key: Text) -> rx.Component:
    """Say that the draft is being saved, is saved, or is kept on this device."""
    return DraftStatus.create(draft_key=draft_key)
