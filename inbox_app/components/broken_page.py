"""What shows when a part of the page could not be drawn."""

import reflex as rx
from reflex.vars.function import ArgsFunctionOperation
from reflex_components_core.base.error_boundary import ErrorBoundary

from inbox_app.ui.display import empty_state
from inbox_app.ui.language import t


def error_boundary() -> rx.Component:
    """Stand around every page; what failed goes to the log of the server."""
    words = empty_state(
        t("error.page"),
        rx.el.a(
            t("common.reload"),
            href="/inbox",
            reload_document=True,
            class_name="button button-primary",
        ),
        hint=t("error.page_hint"),
        icon="circle-alert",
    )
    page = rx.el.main(words, class_name="auth-page")
    return ErrorBoundary.create(
        fallback_render=ArgsFunctionOperation.create(("failure",), rx.Var.create(page))
    )
