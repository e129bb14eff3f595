"""The set-up page of the first run."""

import htpy as h
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from inbox_app.api.caller import language_of, read_form
from inbox_app.api.log_in import with_session
from inbox_app.api.page import BAD_INPUT, field, render_page, submit
from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.errors import InvalidInputError
from inbox_app.i18n import translate
from inbox_app.services.passwords import MINIMUM_LENGTH
from inbox_app.services.sessions import start_session
from inbox_app.services.setup import (
    AlreadySetUpError,
    first_run_is_open,
    set_up_workspace,
)

_FIELDS = ("name", "email", "password", "inbox_name")


def set_up_routes(store: Store) -> list[Route]:
    """Return the page that makes the first admin, and is then shut for ever."""

    async def show(request: Request) -> Response:
        if not await store.in_read(first_run_is_open):
            return RedirectResponse("/", 303)
        return _set_up_page(request, {})

    async def make(request: Request) -> Response:
        form = await read_form(request)
        given = {name: form.get(name, "") for name in _FIELDS}
        user_agent = request.headers.get("user-agent", "")
        try:
            token = await store.in_unit_of_work(_set_up_and_enter, given, user_agent)
        except AlreadySetUpError:
            return RedirectResponse("/login", 303)
        except InvalidInputError as error:
            return _set_up_page(request, given, refusal=error)
        return with_session(RedirectResponse("/", 303), request, token)

    return [
        Route("/setup", show, methods=["GET"]),
        Route("/setup", make, methods=["POST"]),
    ]


def _set_up_and_enter(uow: UnitOfWork, given: dict[str, str], user_agent: str) -> str:
    agent = set_up_workspace(uow, **given)
    token, _ = start_session(uow, agent.id or 0, user_agent)
    return token


def _set_up_page(
    request: Request,
    given: dict[str, str],
    *,
    refusal: InvalidInputError | None = None,
) -> HTMLResponse:
    language = language_of(request)
    wrong = str(refusal.values.get("field", "name")) if refusal else ""

    def entry(
        name: str, label: str, *, kind: str = "text", autocomplete: str, hint: str = ""
    ) -> h.Element:
        error = ""
        if refusal is not None and name == wrong:
            error = translate(language, f"error.{refusal.code}", **refusal.values)
        return field(
            name,
            translate(language, label),
            kind=kind,
            # A password is typed again: it is never sent back.
            value="" if kind == "password" else given.get(name, ""),
            autocomplete=autocomplete,
            hint=hint,
            error=error,
            has_focus=name == (wrong or "name"),
        )

    return render_page(
        language,
        translate(language, "setup.title"),
        h.p[translate(language, "setup.intro")],
        h.form(method="post", action="/setup")[
            entry("name", "setup.name", autocomplete="name"),
            entry("email", "setup.email", kind="email", autocomplete="username"),
            entry(
                "password",
                "setup.password",
                kind="password",
                autocomplete="new-password",
                hint=translate(language, "setup.password_hint", n=MINIMUM_LENGTH),
            ),
            entry("inbox_name", "setup.inbox", autocomplete="off"),
            submit(translate(language, "setup.submit")),
        ],
        status=BAD_INPUT if refusal else 200,
    )
