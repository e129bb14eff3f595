"""All HTTP that is not the interface, and the gates around everything."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from inbox_app.api.errors import (
    FriendlyErrors,
    answer_failure,
    answer_refusal,
)
from inbox_app.api.files import file_routes
from inbox_app.api.log_in import log_in_routes, session_routes
from inbox_app.api.outbox import outbox_routes
from inbox_app.api.quarantine import quarantine_routes
from inbox_app.api.session_gate import SessionGate
from inbox_app.api.set_up import set_up_routes
from inbox_app.api.upload import upload_routes
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.errors import InboxError


def make_api(store: Store, *, others: Sequence[BaseRoute] = ()) -> Starlette:
    """Make the application of our own routes; it is of no use without the gate."""
    return Starlette(
        routes=[
            *log_in_routes(store),
            *session_routes(store),
            *set_up_routes(store),
            *file_routes(store),
            *upload_routes(store),
            *outbox_routes(store),
            *quarantine_routes(store),
            *others,
        ],
        exception_handlers={InboxError: answer_refusal, Exception: answer_failure},
    )


def put_behind_gate(
    interface: ASGIApp, store: Store, *, others: Sequence[BaseRoute] = ()
) -> ASGIApp:
    """Serve our routes and, for every other address, the interface.

    Nothing of either is reached without a session, but for the public paths.
    """
    api = make_api(store, others=others)
    api.mount("", FriendlyErrors(interface))
    return SessionGate(api, store)
