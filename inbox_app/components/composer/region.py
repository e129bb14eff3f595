"""The composer above the panes; its script is loaded when it is first opened."""

from typing import Any

import reflex as rx
from reflex.event import passthrough_event_spec

# Their scripts are imported by ours.
import inbox_app.ui.language
import inbox_app.ui.recipients
import inbox_app.ui.reply_editor  # noqa: F401
from inbox_app.state.composer import ComposerState
from inbox_app.ui.parts import link_script


class Composer(rx.NoSSRComponent):
    """To, from, subject, text and files of a mail that begins something."""

    library = link_script("composer.jsx", __name__)
    tag = "Composer"

    kind: rx.Var[str]
    opening: rx.Var[int]
    draft_key: rx.Var[str]
    owner: rx.Var[str]
    initial_html: rx.Var[str]
    initial_at: rx.Var[str]
    initial_subject: rx.Var[str]
    has_draft: rx.Var[bool]
    saved: rx.Var[dict[str, Any]]
    command: rx.Var[dict[str, Any]]
    recipients: rx.Var[dict[str, Any]]
    suggestions: rx.Var[list[dict[str, Any]]]
    channels: rx.Var[list[dict[str, Any]]]
    channel_id: rx.Var[int]
    files: rx.Var[list[dict[str, Any]]]
    message_count: rx.Var[int]
    forwarded_files: rx.Var[list[dict[str, Any]]]
    left_out: rx.Var[list[int]]
    busy: rx.Var[bool]
    problem: rx.Var[dict[str, Any]]

    on_draft: rx.EventHandler[passthrough_event_spec(str, str)]
    on_subject: rx.EventHandler[passthrough_event_spec(str, str)]
    on_people: rx.EventHandler[passthrough_event_spec(str, list)]
    on_query: rx.EventHandler[passthrough_event_spec(str)]
    on_channel: rx.EventHandler[passthrough_event_spec(int)]
    on_file: rx.EventHandler[passthrough_event_spec(int)]
    on_send: rx.EventHandler[passthrough_event_spec(str, str, str)]
    on_attach: rx.EventHandler[passthrough_event_spec(str, dict)]
    on_detach: rx.EventHandler[passthrough_event_spec(str, int)]
    on_discard: rx.EventHandler[passthrough_event_spec(str)]
    on_shut: rx.EventHandler[rx.event.no_args_event_spec]


def composer() -> rx.Component:
    """Render it once it has been asked for; shut, it waits for its next opening."""
    state = ComposerState
    part = Composer.create(
        kind=state.kind,
        opening=state.opening,
        draft_key=state.draft_key,
        owner=state.owner,
        initial_html=state.initial_html,
        initial_at=state.initial_at,
        initial_subject=state.initial_subject,
        has_draft=state.has_draft,
        saved=state.saved,
        command=state.command,
        recipients=state.recipients,
        suggestions=state.suggestions,
        channels=state.channels,
        channel_id=state.channel_id,
        files=state.files,
        message_count=state.message_count,
        forwarded_files=state.forwarded_files,
        left_out=state.left_out,
        busy=state.is_sending,
        problem=state.problem,
        on_draft=state.save_draft,
        on_subject=state.take_subject,
        on_people=state.take_recipients,
        on_query=state.suggest,
        on_channel=state.choose_channel,
        on_file=state.choose_file,
        on_send=state.send,
        on_attach=state.attach,
        on_detach=state.detach,
        on_discard=state.discard,
        on_shut=state.shut,
    )
    return rx.cond(state.draft_key != "", part, rx.fragment())
