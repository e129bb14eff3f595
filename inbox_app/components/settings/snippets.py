"""Snippets: the list, and the one that is being written."""

import reflex as rx

from inbox_app.components.settings.form import error_of
from inbox_app.components.settings.library_editor import library_editor
from inbox_app.components.settings.parts import section_head
from inbox_app.domain.snippet_fields import FIELDS
from inbox_app.state.settings.snippets import SnippetsState
from inbox_app.ui.controls import button, text_field
from inbox_app.ui.display import empty_state
from inbox_app.ui.icons import icon
from inbox_app.ui.language import t
from inbox_app.viewmodels.library import SnippetView


def snippets_section() -> rx.Component:
    """List the snippets; one opens in their place."""
    return rx.cond(SnippetsState.is_open, _opened(), _list())


def _list() -> rx.Component:
    return rx.fragment(
        section_head(
            t("settings.snippets"),
            button(
                t("snippets.new"),
                variant="primary",
                icon="plus",
                on_click=SnippetsState.open_snippet(0),
            ),
            hint=t("snippets.hint"),
        ),
        rx.cond(
            SnippetsState.snippets.length() > 0,
            rx.el.ul(
                rx.foreach(SnippetsState.snippets, _row), class_name="settings-rows"
            ),
            empty_state(t("snippets.none"), hint=t("snippets.none_hint"), icon="text"),
        ),
    )


def _row(snippet: rx.vars.ObjectVar[SnippetView]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            icon("text"),
            rx.el.span(snippet.name, class_name="strong cut grow"),
            rx.el.span("#", snippet.shortcut, class_name="meta faint"),
            type="button",
            on_click=SnippetsState.open_snippet(snippet.id),
            class_name="settings-row",
        ),
        key=snippet.id,
    )


def _opened() -> rx.Component:
    opened = SnippetsState.opened
    problem = SnippetsState.problem
    return rx.fragment(
        section_head(
            rx.cond(opened.id == 0, t("snippets.new"), opened.name),
            button(t("common.cancel"), on_click=SnippetsState.close),
            rx.cond(
                opened.id == 0,
                rx.fragment(),
                button(
                    t("library.delete"), variant="danger", on_click=SnippetsState.delete
                ),
            ),
        ),
        rx.el.div(
            text_field(
                label=t("settings.name"),
                name="name",
                default_value=opened.name,
                error=error_of(problem, "name"),
                on_blur=SnippetsState.take_name,
            ),
            text_field(
                label=t("snippets.shortcut"),
                name="shortcut",
                default_value=opened.shortcut,
                hint=t("snippets.shortcut_hint"),
                error=error_of(problem, "shortcut"),
                on_blur=SnippetsState.take_shortcut,
            ),
            library_editor(
                name=f"snippet/{SnippetsState.form_number}",
                html=opened.html,
                label=t("snippets.text"),
                on_save=SnippetsState.save,
            ),
            rx.cond(
                problem["field"] == "html",
                rx.el.p(
                    error_of(problem, "html"), role="alert", class_name="field-error"
                ),
                rx.fragment(),
            ),
            rx.el.p(
                t("snippets.fields"),
                " ",
                *(rx.el.code(f"{{{{{name}}}}} ") for name in FIELDS),
                class_name="small muted library-fields",
            ),
            class_name="form",
            key=SnippetsState.form_number,
        ),
    )
