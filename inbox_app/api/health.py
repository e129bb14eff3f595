"""The readiness answer for monitors, proxies and ``make run``."""

from collections.abc import Callable

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


def health_route(check_database: Callable[[], None]) -> Route:
    """Return ``/healthz``: 200 when requests can be served, 503 until then.

    Any exception of ``check_database`` means that they cannot.
    """

    async def answer(request: Request) -> JSONResponse:
        try:
            await to_thread.run_sync(check_database)
        except Exception as error:  # noqa: BLE001 - whatever fails, we are not ready
            detail = type(error).__name__
            return JSONResponse({"status": "unready", "database": detail}, 503)
        return JSONResponse({"status": "ok"})

    return Route("/healthz", answer, methods=["GET"])
