"""The question before a reply leaves that looks odd."""

import reflex as rx
from reflex.event import no_args_event_spec

import inbox_app.ui.dialog  # noqa: F401 - its script is imported by ours
from inbox_app.state.reply import ReplyState
from inbox_app.state.send_guard import SendGuardState
from inbox_app.ui.icons import icon
from inbox_app.ui.parts import link_script
from inbox_app.viewmodels.reply import SendCaution


class SendGuard(rx.NoSSRComponent):
    """A dialog that lists the reasons; loaded by itself, for it is rarely seen."""

    library = link_script("send_guard.jsx", __name__)
    tag = "SendGuard"

    cautions: rx.Var[list[SendCaution]]
    icon: rx.Var[rx.Component]
    close_icon: rx.Var[rx.Component]

    on_anyway: rx.EventHandler[no_args_event_spec]
    on_back: rx.EventHandler[no_args_event_spec]


def send_guard() -> rx.Component:
    """Ask while there is a reason to, about the draft that is open."""
    return rx.cond(
        (SendGuardState.cautions.length() > 0)
        & (SendGuardState.draft_key == ReplyState.draft_key),
        SendGuard.create(
            cautions=SendGuardState.cautions,
            icon=icon("triangle-alert", size="small"),
            close_icon=icon("x"),
            on_anyway=ReplyState.send_anyway,
            on_back=ReplyState.keep_writing,
        ),
        rx.fragment(),
    )
