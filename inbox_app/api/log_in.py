"""Log-in and log-out pages, and who is signed in."""

import re

import htpy as h
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from inbox_app.api.caller import (
    find_actor,
    language_of,
    network_address,
    read_form,
    require_actor,
    session_key,
)
from inbox_app.api.page import BAD_INPUT, field, notice, render_page, submit
from inbox_app.api.session_gate import COOKIE
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.errors import LogInRefusedError, LogInThrottledError
from inbox_app.i18n import translate
from inbox_app.services.sessions import log_in, log_out, log_out_everywhere
from inbox_app.services.setup import first_run_is_open

# How long a session lasts is for the server to say; the cookie just stays.
COOKIE_SECONDS = 400 * 24 * 3600

_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def log_in_routes(store: Store) -> list[Route]:
    """Return the page that begins a session."""

    async def show(request: Request) -> Response:
        if find_actor(request) is not None:
            return RedirectResponse(local_path(request.query_params.get("next")), 303)
        if await store.in_read(first_run_is_open):
            return RedirectResponse("/setup", 303)
        return _log_in_page(
            request,
            local_path(request.query_params.get("next")),
            is_signed_out="signed_out" in request.query_params,
        )

    async def enter(request: Request) -> Response:
        form = await read_form(request)
        onward = local_path(form.get("next"))
        email = form.get("email", "")
        try:
            token, _ = await store.in_thread(
                log_in,
                store,
                email,
                form.get("password", ""),
                user_agent=request.headers.get("user-agent", ""),
                network_address=network_address(request),
            )
        except LogInRefusedError as error:
            return _log_in_page(request, onward, email=email, refusal=error)
        if previous := session_key(request):
            await store.in_unit_of_work(log_out, previous)
        return with_session(RedirectResponse(onward, 303), request, token)

    return [
        Route("/login", show, methods=["GET"]),
        Route("/login", enter, methods=["POST"]),
    ]


def session_routes(store: Store) -> list[Route]:
    """Return the routes that end sessions and tell whose this one is."""

    async def leave(request: Request) -> Response:
        if key := session_key(request):
            await store.in_unit_of_work(log_out, key)
        return _goodbye()

    async def leave_everywhere(request: Request) -> Response:
        actor = require_actor(request)
        await store.in_unit_of_work(log_out_everywhere, actor.agent_id)
        return _goodbye()

    async def tell_who(request: Request) -> Response:
        actor = require_actor(request)
        return JSONResponse(
            {"name": actor.name, "language": actor.language},
            headers={"Cache-Control": "no-store"},
        )

    return [
        Route("/logout", leave, methods=["POST"]),
        Route("/logout-everywhere", leave_everywhere, methods=["POST"]),
        Route("/auth/me", tell_who, methods=["GET"]),
    ]


def local_path(wanted: str | None) -> str:
    """Return a path of this site to go on to; anything else becomes the start."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    return "/" if _CONTROL.search(wanted) else wanted


def with_session(response: Response, request: Request, token: str) -> Response:
    """Give the browser its cookie."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def _goodbye() -> Response:
    response = RedirectResponse("/login?signed_out=1", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    # Mails and files that were looked at leave this computer too.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _log_in_page(
    request: Request,
    onward: str,
    *,
    email: str = "",
    refusal: LogInRefusedError | None = None,
    is_signed_out: bool = False,
) -> HTMLResponse:
    language = language_of(request)
    top: h.Node = None
    status = 200
    if isinstance(refusal, LogInThrottledError):
        seconds = refusal.values["seconds"]
        top = notice(translate(language, "login.throttled", n=seconds), tone="danger")
        status = 429
    elif refusal is not None:
        top = notice(translate(language, "login.wrong"), tone="danger")
        status = BAD_INPUT
    elif is_signed_out:
        top = notice(translate(language, "login.signed_out"), tone="ok")
    wrong = "notice" if status == BAD_INPUT else ""
    page = render_page(
        language,
        translate(language, "login.title"),
        top,
        h.form(method="post", action="/login")[
            h.input(type="hidden", name="next", value=onward),
            field(
                "email",
                translate(language, "login.email"),
                kind="email",
                value=email,
                autocomplete="username",
                described_by=wrong,
                has_focus=not email,
            ),
            field(
                "password",
                translate(language, "login.password"),
                kind="password",
                autocomplete="current-password",
                described_by=wrong,
                has_focus=bool(email),
            ),
            submit(translate(language, "login.submit")),
        ],
        status=status,
    )
    if isinstance(refusal, LogInThrottledError):
        page.headers["Retry-After"] = str(refusal.values["seconds"])
    return page
