"""Files that an agent attaches, streamed to disk without passing through memory."""

import errno
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from inbox_app.api.caller import language_of, require_actor
from inbox_app.api.files import is_viewable
from inbox_app.config import MEGABYTE
from inbox_app.db.unit_of_work import Store
from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import ConversationNotFoundError, TooLargeError
from inbox_app.i18n import translate
from inbox_app.services.uploads import (
    check_may_upload,
    discard_upload,
    register_upload,
)

BUFFER_BYTES = 1 << 20
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_INSUFFICIENT_STORAGE = 507
_NUMBER = re.compile(r"[0-9]{1,10}")


def upload_routes(store: Store) -> list[Route]:
    """Return the routes of the reply editor's attachments."""

    async def take_in(request: Request) -> Response:
        actor = require_actor(request)
        draft = _draft(request)
        await store.in_read(check_may_upload, actor, *draft)
        try:
            answer = await _receive(store, request, actor, draft)
        except ClientDisconnect:
            return Response(status_code=400)
        except OSError as error:
            if error.errno not in _DISK_FULL:
                raise
            detail = translate(language_of(request), "error.disk_full")
            return JSONResponse(
                {"code": "disk_full", "detail": detail}, _INSUFFICIENT_STORAGE
            )
        return JSONResponse(answer)

    async def discard(request: Request) -> Response:
        actor = require_actor(request)
        attachment_id = request.path_params["attachment_id"]
        await store.in_unit_of_work(discard_upload, actor, attachment_id)
        return Response(status_code=204)

    return [
        Route("/api/uploads", take_in, methods=["POST"]),
        Route("/api/uploads/{attachment_id:int}", discard, methods=["DELETE"]),
    ]


async def _receive(
    store: Store, request: Request, actor: Actor, draft: tuple[int | None, DraftKind]
) -> dict[str, object]:
    folder = await store.in_thread(store.blobs.temporary_folder)
    path = folder / secrets.token_hex(16)
    try:
        size = await _stream_to(store, request, path)
        key = await store.in_thread(store.blobs.take_in, path)
    finally:
        await store.in_thread(path.unlink, missing_ok=True)
    attachment = await store.in_unit_of_work(
        register_upload,
        actor,
        *draft,
        filename=request.query_params.get("name", ""),
        size=size,
        blob_key=key,
    )
    view = "?view=1" if is_viewable(attachment.content_type) else ""
    return {
        "id": attachment.id,
        "name": attachment.filename,
        "size": size,
        "url": f"/attachments/{attachment.id}{view}",
        "content_type": attachment.content_type,
    }


async def _stream_to(store: Store, request: Request, path: Path) -> int:
    """Write the body to a file; returns its size.

    A body that is too large is still read to its end, up to a bound: a browser
    that is cut off while it sends shows no answer.
    """
    limit = store.settings.max_attachment_bytes
    size, buffer = 0, bytearray()
    file = await store.in_thread(path.open, "wb")
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= limit:
                buffer += chunk
                if len(buffer) >= BUFFER_BYTES:
                    await _write(store, file, buffer)
            elif size > 4 * limit:
                break
        if size <= limit:
            await _write(store, file, buffer)
    finally:
        await store.in_thread(file.close)
    if size > limit:
        limit_mb = limit // MEGABYTE
        raise TooLargeError(limit=f"{limit_mb} MB", limit_mb=limit_mb)
    return size


async def _write(store: Store, file: BinaryIO, buffer: bytearray) -> None:
    await store.in_thread(file.write, bytes(buffer))
    buffer.clear()


def _draft(request: Request) -> tuple[int | None, DraftKind]:
    """The conversation and the kind of the draft that a file is for."""
    kind = request.query_params.get("draft", DraftKind.REPLY.value)
    if kind == DraftKind.COMPOSE:
        return None, DraftKind.COMPOSE
    given = request.query_params.get("conversation", "")
    if kind not in set(DraftKind) or not _NUMBER.fullmatch(given):
        raise ConversationNotFoundError
    return int(given), DraftKind(kind)
