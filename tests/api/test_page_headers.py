"""What every answer carries: the page policy and how long it may be kept."""

import base64
import hashlib
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from inbox_app.api.headers import PageHeaders


async def answer(request: Request) -> Response:
    return PlainTextResponse("here")


async def answer_with_own_policy(request: Request) -> Response:
    return PlainTextResponse("mail", headers={"Content-Security-Policy": "sandbox"})


def client(folder: Path | None = None) -> TestClient:
    routes = [
        Route("/", answer),
        Route("/assets/chunk-1a2b.js", answer),
        Route("/mail", answer_with_own_policy),
    ]
    return TestClient(PageHeaders(Starlette(routes=routes), client_folder=folder))


def test_only_the_inline_scripts_of_the_build_may_run(tmp_path: Path) -> None:
    script = "start('page')"
    page = f'<script src="/a.js"></script><script type="module">{script}</script>'
    (tmp_path / "index.html").write_text(page)

    policy = client(tmp_path).get("/").headers["content-security-policy"]

    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy


def test_built_assets_are_kept_for_ever_and_pages_are_asked_for_again() -> None:
    served = client()

    assert "immutable" in served.get("/assets/chunk-1a2b.js").headers["cache-control"]
    assert served.get("/").headers["cache-control"] == "no-cache"


def test_a_missing_asset_is_not_remembered_as_missing() -> None:
    response = client().get("/assets/gone.js")

    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-cache"


def test_a_route_keeps_its_own_policy() -> None:
    response = client().get("/mail")

    assert response.headers["content-security-policy"] == "sandbox"
    assert response.headers["x-content-type-options"] == "nosniff"
