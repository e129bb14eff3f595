"""Attachments, mail bodies in a document of their own, and the source of mails."""

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from inbox_app.api.caller import require_actor
from inbox_app.api.mail_frame import mail_policy, render_mail
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.errors import AttachmentNotFoundError, MessageNotFoundError
from inbox_app.queries.files import (
    StoredFile,
    read_attachment,
    read_mail_document,
    read_source_key,
)
from inbox_app.services.uploads import UNKNOWN_TYPE, clean_filename

# What a browser can only look at. SVG and HTML would be documents of this site.
SAFE_IMAGES = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}
)
PDF = "application/pdf"

# Kept for this session alone, and only for a while.
_KEPT = {"Cache-Control": "private, max-age=600", "Vary": "Cookie"}
_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'self'"
# A browser's PDF viewer does not start inside a sandbox.
_FOR_PDF = (
    "default-src 'none'; object-src 'self';"
    " style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)
_MEDIA_TYPE = re.compile(r"[a-z0-9][\w.+-]*/[a-z0-9][\w.+-]*", re.ASCII)


def file_routes(store: Store) -> list[Route]:
    """Return the routes that give out what was received; all check the actor."""

    async def give_attachment(request: Request) -> Response:
        actor = require_actor(request)
        found = await store.in_read(
            read_attachment, actor, request.path_params["attachment_id"]
        )
        if not await store.in_thread(store.blobs.exists, found.blob_key):
            raise AttachmentNotFoundError
        return StreamingResponse(
            store.blobs.stream(found.blob_key),
            headers=_file_headers(found, is_viewed="view" in request.query_params),
        )

    async def give_mail(request: Request) -> Response:
        actor = require_actor(request)
        message_id = request.path_params["message_id"]
        document = await store.in_read(read_mail_document, actor, message_id)
        with_images = request.query_params.get("images") == "1"
        return HTMLResponse(
            await store.in_thread(render_mail, document, language=actor.language),
            headers={
                **_KEPT,
                "Content-Security-Policy": mail_policy(with_remote_images=with_images),
                "Referrer-Policy": "no-referrer",
            },
        )

    async def give_source(request: Request) -> Response:
        actor = require_actor(request)
        message_id = request.path_params["message_id"]
        key = await store.in_read(read_source_key, actor, message_id)
        return await source_response(
            store,
            key,
            filename=f"message-{message_id}.eml",
            is_download="download" in request.query_params,
        )

    return [
        Route("/attachments/{attachment_id:int}", give_attachment),
        Route("/mail/{message_id:int}", give_mail),
        Route("/mail/{message_id:int}/source", give_source),
    ]


async def source_response(
    store: Store, key: str, *, filename: str, is_download: bool
) -> Response:
    """Answer with a mail as it came, to be read and never to be run.

    Raises:
        MessageNotFoundError: its bytes were not kept.
    """
    if not key or not await store.in_thread(store.blobs.exists, key):
        raise MessageNotFoundError
    return StreamingResponse(
        store.blobs.stream(key),
        media_type="text/plain; charset=utf-8",
        headers={
            **_KEPT,
            "Content-Disposition": disposition(filename, is_attachment=is_download),
            "Content-Security-Policy": _SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )


def is_viewable(content_type: str) -> bool:
    """Tell whether a file may be shown in the browser, and not only saved."""
    return content_type.lower() in SAFE_IMAGES or content_type.lower() == PDF


def disposition(filename: str, *, is_attachment: bool) -> str:
    """Write a Content-Disposition that no file name can break out of (RFC 6266)."""
    name = clean_filename(filename)
    plain = re.sub(r'[^\x20-\x7e]|["\\%;]', "_", name)
    kind = "attachment" if is_attachment else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _file_headers(found: StoredFile, *, is_viewed: bool) -> dict[str, str]:
    content_type = found.content_type.lower()
    is_inline = is_viewed and is_viewable(content_type)
    if not is_inline and (
        not _MEDIA_TYPE.fullmatch(content_type) or content_type.startswith("text/")
    ):
        content_type = UNKNOWN_TYPE
    is_shown_pdf = is_inline and content_type == PDF
    return {
        **_KEPT,
        "Content-Type": content_type,
        "Content-Length": str(found.size),
        "Content-Disposition": disposition(found.filename, is_attachment=not is_inline),
        "Content-Security-Policy": _FOR_PDF if is_shown_pdf else _SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
