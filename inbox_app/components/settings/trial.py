"""A connection test: every step with its mark, and what failed in words."""

from collections.abc import Sequence

import reflex as rx

from inbox_app.components.spoken import say
from inbox_app.state.settings.trial import READING, SENDING, TrialStep
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t

Steps = rx.vars.ArrayVar[Sequence[TrialStep]]
STEPS = ("dns", "connect", "tls", "log_in", "folder", "send")


def trial_report(
    steps: Steps,
    *,
    outcome: rx.Var[str],
    is_testing: rx.Var[bool],
) -> rx.Component:
    """Show the last test, or that one is under way."""
    return rx.el.div(
        rx.cond(
            is_testing,
            rx.el.p(
                icon("loader-circle", class_name="icon-busy"),
                t("settings.testing"),
                class_name="line muted",
            ),
            rx.cond(outcome != "", _report(steps, outcome), rx.fragment()),
        ),
        role="status",
    )


def _report(steps: Steps, outcome: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            outcome == "ok",
            rx.el.p(
                icon("circle-check"), t("settings.test_ok"), class_name="line strong"
            ),
            rx.el.p(
                icon("circle-alert"),
                t("settings.test_failed"),
                class_name="line strong",
            ),
        ),
        rx.el.div(
            _service(steps, READING, t("settings.mailbox_in")),
            _service(steps, SENDING, t("settings.mailbox_out")),
            class_name="form-pair",
        ),
        class_name=rx.cond(
            outcome == "ok", "settings-trial", "settings-trial settings-trial-failed"
        ),
    )


def _service(steps: Steps, service: str, title: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(title, class_name="field-label"),
        rx.el.ul(
            rx.foreach(
                steps,
                lambda step: rx.cond(
                    step.service == service, _step(step), rx.fragment()
                ),
            ),
            class_name="settings-steps",
        ),
    )


def _step(step: rx.vars.ObjectVar[TrialStep]) -> rx.Component:
    names = [(name, t(f"settings.step_{name}")) for name in STEPS]
    marks = {"ok": "check", "failed": "x", "skipped": "minus"}
    words = {name: t(f"settings.step_is_{name}") for name in marks}
    return rx.el.li(
        rx.el.span(
            rx.match(
                step.state,
                *((state, icon(symbol)) for state, symbol in marks.items()),
                rx.fragment(),
            ),
            class_name="settings-step-mark",
        ),
        rx.el.div(
            rx.el.span(rx.match(step.step, *names, "")),
            rx.el.span(
                rx.match(step.state, *words.items(), ""),
                class_name="visually-hidden",
            ),
            rx.cond(
                step.state == "failed",
                rx.el.div(
                    rx.el.p(say(step.key, step["values"]), class_name="strong"),
                    rx.cond(
                        step.words,
                        rx.el.p(
                            t("settings.server_words", words=step.words),
                            class_name="small wrap",
                        ),
                        rx.fragment(),
                    ),
                ),
                rx.fragment(),
            ),
            class_name="grow",
        ),
        class_name=f"settings-step is-{step.state}",
        key=step.id,
    )
