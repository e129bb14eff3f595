"""Composition root: the application, its pages, its HTTP routes and its workers."""

import logging
from functools import partial
from pathlib import Path
from urllib.parse import quote

import reflex as rx
from reflex.event import EventSpec
from reflex.utils.prerequisites import get_web_dir
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from inbox_app.api.app import put_behind_gate
from inbox_app.api.headers import PageHeaders
from inbox_app.api.health import health_route
from inbox_app.api.same_origin import SameOriginGate
from inbox_app.components.broken_page import error_boundary
from inbox_app.config import get_settings
from inbox_app.db.unit_of_work import current_store
from inbox_app.extensions import load_extensions
from inbox_app.front_end import ROOT, client_folder
from inbox_app.pages import inbox, settings, start
from inbox_app.state.access import install_gate
from inbox_app.state.toasts import ToastState
from inbox_app.ui.sheets import SHEETS
from inbox_app.workers.supervisor import running_workers

logger = logging.getLogger(__name__)


def check_database() -> None:
    """Ask the database the shortest question; raises when it does not answer."""
    with current_store().engine.connect() as connection:
        connection.execute(text("SELECT 1"))


async def go_to_inbox(request: Request) -> RedirectResponse:
    """Answer the bare address."""
    del request
    return RedirectResponse("/inbox", 303)


def add_http(interface: ASGIApp) -> ASGIApp:
    """Put our routes before the interface, and the session gate before both."""
    others = [health_route(check_database), Route("/", go_to_inbox)]
    return put_behind_gate(interface, current_store(), others=others)


def icon_as_data() -> str:
    """Write the icon of the tab into the page itself."""
    return f"data:image/svg+xml,{quote((ROOT / 'assets/favicon.svg').read_text())}"


def report_failure(exception: Exception) -> EventSpec:
    """Log what no handler expected, and tell the agent that something went wrong."""
    logger.error("A handler failed", exc_info=exception)
    return ToastState.say_failure()  # pyright: ignore[reportReturnType] - a call of a handler is its event


# Before the pages are made: cards are part of them.
load_extensions(get_settings().extensions_dir)

app = rx.App(
    # Our own banner takes the place of Reflex's overlay, our notices of its toasts.
    app_wraps={(55, "ErrorBoundary"): lambda _: error_boundary()},
    toaster=None,
    stylesheets=[f"/{name}.css" for name in SHEETS],
    head_components=[
        # As data: Chromium asks for a file again at every navigation.
        rx.el.link(rel="icon", href=icon_as_data(), type="image/svg+xml")
    ],
    # The style sheet has a reset of its own.
    reset_style=False,
    backend_exception_handler=report_failure,
    # Outermost last: headers go on every answer, the origin is checked first.
    api_transformer=[
        add_http,
        partial(SameOriginGate, public_url=get_settings().public_url),
        partial(PageHeaders, client_folder=client_folder(Path(get_web_dir()))),
    ],
)
install_gate(app)
app.register_lifespan_task(running_workers)
app.add_page(start.start_page, route="/", title="Inbox", on_load=start.ON_LOAD)
app.add_page(inbox.inbox_page, route=inbox.ROUTE, title="Inbox", on_load=inbox.ON_LOAD)
app.add_page(
    settings.settings_page,
    route=settings.ROUTE,
    title="Settings",
    on_load=settings.ON_LOAD,
)
