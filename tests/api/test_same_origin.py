"""Only our own pages open sockets and change things."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from inbox_app.api.same_origin import SameOriginGate

PUBLIC = "https://inbox.example.org"


async def answer(request: Request) -> Response:
    return PlainTextResponse("done")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


@pytest.fixture
def client() -> TestClient:
    routes = [
        Route("/change", answer, methods=["GET", "POST"]),
        Route("/widget/message", answer, methods=["POST"]),
        WebSocketRoute("/_event", talk),
    ]
    gate = SameOriginGate(
        Starlette(routes=routes), public_url=PUBLIC, open_paths=("/widget/",)
    )
    return TestClient(gate, base_url="http://office:8123")


@pytest.mark.parametrize("origin", ["http://office:8123", "http://OFFICE:8123", PUBLIC])
def test_our_own_pages_are_admitted(client: TestClient, origin: str) -> None:
    headers = {"Origin": origin, "Host": "office:8123"}

    assert client.post("/change", headers=headers).status_code == 200
    with client.websocket_connect("/_event", headers=headers) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://office:9",
        "http://office:8123.evil.example",
        "office:8123",
        "null",
        "",
    ],
)
def test_pages_of_other_sites_are_refused(client: TestClient, origin: str) -> None:
    headers = {"Origin": origin, "Host": "office:8123"}

    assert client.post("/change", headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_event", headers=headers),
    ):
        pass


def test_reading_is_left_to_the_session(client: TestClient) -> None:
    response = client.get("/change", headers={"Origin": "http://evil.example"})

    assert response.status_code == 200


def test_programs_that_are_no_browsers_name_no_origin_and_pass(
    client: TestClient,
) -> None:
    assert client.post("/change").status_code == 200


def test_paths_meant_for_other_sites_are_open(client: TestClient) -> None:
    headers = {"Origin": "http://shop.example"}

    assert client.post("/widget/message", headers=headers).status_code == 200
