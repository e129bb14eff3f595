"""The sample workspace's outbox: what agents sent, as its receivers would see it."""

import re
from pathlib import Path

import htpy as h
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from inbox_app.api.caller import language_of, require_actor
from inbox_app.api.page import render_page
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.envelope import Address, ParsedMail
from inbox_app.domain.errors import MessageNotFoundError
from inbox_app.i18n import Language, translate
from inbox_app.ingest.parse import parse_mail

MOST_SHOWN = 50

_NAME = re.compile(r"\d{1,30}\.eml")


def outbox_routes(store: Store) -> list[Route]:
    """Return the pages of the outbox; a real installation has none."""
    if not store.settings.demo:
        return []
    folder = store.settings.data_dir / "outbox"

    async def show(request: Request) -> HTMLResponse:
        require_actor(request)
        mails = await store.in_thread(_newest, folder)
        return _outbox_page(language_of(request), mails)

    async def give_source(request: Request) -> Response:
        require_actor(request)
        name = request.path_params["name"]
        path = folder / name
        if not _NAME.fullmatch(name) or not await store.in_thread(path.is_file):
            raise MessageNotFoundError
        raw = await store.in_thread(path.read_bytes)
        return PlainTextResponse(raw, headers={"X-Content-Type-Options": "nosniff"})

    return [Route("/outbox", show), Route("/outbox/{name}", give_source)]


def _newest(folder: Path) -> list[tuple[str, ParsedMail]]:
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True)
    return [
        (name, parse_mail((folder / name).read_bytes())) for name in names[:MOST_SHOWN]
    ]


def _outbox_page(
    language: Language, mails: list[tuple[str, ParsedMail]]
) -> HTMLResponse:
    content = [_mail(language, name, mail) for name, mail in mails]
    return render_page(
        language,
        translate(language, "outbox.title"),
        h.p[translate(language, "outbox.intro")],
        h.p[h.a(href="/inbox")[translate(language, "outbox.back")]],
        content or h.p[translate(language, "outbox.empty")],
        is_wide=True,
    )


def _mail(language: Language, name: str, mail: ParsedMail) -> h.Element:
    lines = {
        "to": _names(mail.to),
        "cc": _names(mail.cc),
        "subject": mail.subject,
        "reply_to": _names(mail.reply_to),
        "files": ", ".join(part.filename for part in mail.attachments),
    }
    return h.article(".outbox-mail")[
        h.dl[
            [
                [h.dt[translate(language, f"outbox.{key}")], h.dd[value]]
                for key, value in lines.items()
                if value
            ]
        ],
        h.pre(tabindex="0")[mail.text],
        h.a(href=f"/outbox/{name}")[translate(language, "outbox.source")],
    ]


def _names(addresses: tuple[Address, ...]) -> str:
    return ", ".join(a.address for a in addresses)
