"""Composition root: the application, its pages, its HTTP routes and its workers."""

from functools import partial
from pathlib import Path

import reflex as rx
from reflex.utils.prerequisites import get_web_dir
from sqlalchemy import text
from starlette.types import ASGIApp

from inbox_app.api.app import put_behind_gate
from inbox_app.api.headers import PageHeaders
from inbox_app.api.health import health_route
from inbox_app.api.same_origin import SameOriginGate
from inbox_app.config import get_settings
from inbox_app.db.unit_of_work import current_store
from inbox_app.front_end import client_folder
from inbox_app.state.access import install_gate


def index() -> rx.Component:
    """Render a page that proves the chain from Python to the browser."""
    return rx.el.main(rx.el.h1("Team inbox"))


def check_database() -> None:
    """Ask the database the shortest question; raises when it does not answer."""
    with current_store().engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def serve_with_api(interface: ASGIApp) -> ASGIApp:
    """Put our routes and the session gate before the pages and their socket."""
    others = [health_route(check_database)]
    return put_behind_gate(interface, current_store(), others=others)


app = rx.App(
    # Outermost last: headers go on every answer, the origin is checked first.
    api_transformer=[
        serve_with_api,
        partial(SameOriginGate, public_url=get_settings().public_url),
        partial(PageHeaders, client_folder=client_folder(Path(get_web_dir()))),
    ],
)
install_gate(app)
app.add_page(index, route="/", title="Team inbox")
