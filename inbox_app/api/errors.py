"""Refusals and failures as an answer that the reader understands."""

import htpy as h
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inbox_app.api.caller import language_of, wants_page
from inbox_app.api.page import render_page
from inbox_app.domain.errors import (
    InboxError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    TooLargeError,
)
from inbox_app.i18n import Language, translate

_STATUS: tuple[tuple[type[InboxError], int], ...] = (
    (NotSignedInError, 401),
    (NotFoundError, 404),
    (NotAllowedError, 403),
    (TooLargeError, 413),
    (InvalidInputError, 422),
)
NOT_FOUND = 404
SERVER_ERROR = 500


async def answer_refusal(request: Request, error: Exception) -> Response:
    """Answer an `InboxError`: a page for a person, JSON for the rest."""
    if not isinstance(error, InboxError):
        raise error
    status = next((s for kind, s in _STATUS if isinstance(error, kind)), 409)
    language = language_of(request)
    text = translate(language, f"error.{error.code}", **error.values)
    if wants_page(request) and request.method in ("GET", "HEAD"):
        return _page(language, text, "", status)
    return JSONResponse({"code": error.code, "detail": text}, status)


async def answer_failure(request: Request, error: Exception) -> Response:
    """Answer a defect; the server logs it."""
    del error
    language = language_of(request)
    if wants_page(request):
        return _failure_page(language)
    detail = translate(language, "error.unexpected")
    return JSONResponse({"code": "unexpected", "detail": detail}, SERVER_ERROR)


class FriendlyErrors:
    """Puts a page in the reader's language in place of the framework's 404."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the framework's own application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer through the application, and replace what is not fit to read."""
        connection = HTTPConnection(scope) if scope["type"] == "http" else None
        if connection is None or not wants_page(connection):
            await self._app(scope, receive, send)
            return
        is_replaced = False

        async def send_readable(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start":
                is_replaced = message["status"] == NOT_FOUND
                if is_replaced:
                    page = _not_found_page(language_of(connection))
                    await page(scope, receive, send)
            if not is_replaced:
                await send(message)

        await self._app(scope, receive, send_readable)


def _not_found_page(language: Language) -> Response:
    return _page(
        language,
        translate(language, "app.not_found"),
        translate(language, "app.not_found_hint"),
        NOT_FOUND,
    )


def _failure_page(language: Language) -> Response:
    return _page(
        language,
        translate(language, "error.page_failed"),
        translate(language, "error.page_failed_hint"),
        SERVER_ERROR,
    )


def _page(language: Language, title: str, hint: str, status: int) -> Response:
    return render_page(
        language,
        title,
        h.p[hint] if hint else None,
        # Who is not signed in gets from there to the log-in.
        h.a(".button.button-primary", href="/")[translate(language, "app.go_to_inbox")],
        status=status,
    )
