"""The bytes of mails that could not be processed, for admins to look at."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from inbox_app.api.caller import require_actor
from inbox_app.api.files import source_response
from inbox_app.db.unit_of_work import Store
from inbox_app.queries.ledger import read_quarantined_source


def quarantine_routes(store: Store) -> list[Route]:
    """Return the route that gives out what waits in the quarantine."""

    async def give_source(request: Request) -> Response:
        actor = require_actor(request)
        entry_id = request.path_params["entry_id"]
        key = await store.in_read(read_quarantined_source, actor, entry_id)
        return await source_response(
            store,
            key,
            filename=f"quarantined-{entry_id}.eml",
            is_download="download" in request.query_params,
        )

    return [Route("/quarantine/{entry_id:int}/source", give_source)]
