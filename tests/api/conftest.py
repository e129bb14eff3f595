"""A served application with two inboxes and the people who use them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from inbox_app.api.app import put_behind_gate
from inbox_app.api.headers import PageHeaders
from inbox_app.api.same_origin import SameOriginGate
from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.enums import Direction, Role
from inbox_app.models import (
    Agent,
    Attachment,
    Conversation,
    Inbox,
    InboxMember,
    Message,
    MessageBody,
)
from inbox_app.services.agents import add_agent

PASSWORD = "correct horse battery"
ORIGIN = "http://testserver"

ClientMaker = Callable[[], TestClient]


@dataclass
class Workspace:
    """The ids of what the tests use."""

    support: int
    sales: int
    ann: int
    bob: int
    conversation: int
    message: int


def interface() -> ASGIApp:
    """Stand in for the framework: a page, a socket, and what they were sent."""

    async def show(request: Request) -> Response:
        return HTMLResponse("<h1>the inbox</h1>")

    async def tell_headers(request: Request) -> Response:
        return JSONResponse(dict(request.headers))

    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json(dict(socket.headers))
        await socket.close()

    return Starlette(
        routes=[
            Route("/", show),
            Route("/inbox/1", show),
            Route("/headers", tell_headers),
            WebSocketRoute("/_event", talk),
        ]
    )


def serve(store: Store) -> ASGIApp:
    """Put everything together as the composition root does."""
    return PageHeaders(
        SameOriginGate(put_behind_gate(interface(), store), public_url=ORIGIN)
    )


@pytest.fixture
def open_browser(sqlite_store: Store) -> Iterator[ClientMaker]:
    """Open browsers that know nobody yet, as many as a test needs."""
    opened: list[TestClient] = []

    def open_one() -> TestClient:
        client = TestClient(
            serve(sqlite_store),
            follow_redirects=False,
            headers={"Accept": "text/html", "Accept-Language": "en", "Origin": ORIGIN},
            raise_server_exceptions=False,
        )
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.close()


@pytest.fixture
def workspace(sqlite_store: Store) -> Workspace:
    """Give Ann (admin) in Support and Bob (agent) in Sales, with a mail for Support."""
    with sqlite_store.write() as uow:
        return make_workspace(uow)


@pytest.fixture
def ann(open_browser: ClientMaker, workspace: Workspace) -> TestClient:
    """Give the browser of the admin, who is a member of Support."""
    return log_in(open_browser(), "ann@example.com")


@pytest.fixture
def bob(open_browser: ClientMaker, workspace: Workspace) -> TestClient:
    """Give the browser of an agent who is a member of Sales alone."""
    return log_in(open_browser(), "bob@example.com")


def log_in(client: TestClient, email: str, password: str = PASSWORD) -> TestClient:
    """Send the form of the log-in page."""
    answer = client.post("/login", data={"email": email, "password": password})
    assert answer.status_code == 303, answer.text
    return client


def make_workspace(uow: UnitOfWork) -> Workspace:
    """Store the people, the inboxes and one conversation."""
    inboxes = [Inbox(name=name, created_at=uow.now) for name in ("Support", "Sales")]
    uow.session.add_all(inboxes)
    people: list[Agent] = [
        add_agent(uow, email=f"{name.lower()}@example.com", name=name,
                  password=PASSWORD, role=role)
        for name, role in (("Ann", Role.ADMIN), ("Bob", Role.AGENT))
    ]  # fmt: skip
    uow.session.flush()
    for inbox, agent in zip(inboxes, people, strict=True):
        uow.session.add(InboxMember(inbox_id=inbox.id or 0, agent_id=agent.id or 0))
    conversation = Conversation(
        inbox_id=inboxes[0].id or 0,
        subject="Where is my order?",
        reply_token="t0ken",
        last_message_at=uow.now,
        created_at=uow.now,
    )
    uow.session.add(conversation)
    uow.session.flush()
    message = Message(
        conversation_id=conversation.id or 0,
        position=1,
        direction=Direction.INBOUND,
        dedupe_key="1",
        created_at=uow.now,
    )
    uow.session.add(message)
    uow.session.flush()
    return Workspace(
        support=inboxes[0].id or 0,
        sales=inboxes[1].id or 0,
        ann=people[0].id or 0,
        bob=people[1].id or 0,
        conversation=conversation.id or 0,
        message=message.id or 0,
    )


def store_body(store: Store, message_id: int, **values: Any) -> None:
    """Give the message a body."""
    with store.write() as uow:
        uow.session.add(MessageBody(message_id=message_id, **values))


def store_file(
    store: Store,
    message_id: int,
    content: bytes = b"content",
    *,
    filename: str = "file.bin",
    content_type: str = "application/octet-stream",
    content_id: str = "",
) -> int:
    """Attach a file to the message; returns its id."""
    with store.write() as uow:
        attachment = Attachment(
            message_id=message_id,
            filename=filename,
            content_type=content_type,
            content_id=content_id,
            size=len(content),
            blob_key=store.blobs.put(content),
            created_at=uow.now,
        )
        uow.session.add(attachment)
        uow.session.flush()
        return attachment.id or 0
