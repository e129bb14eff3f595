"""The log-in page, and what is behind it."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from inbox_app.api.session_gate import COOKIE
from inbox_app.db.unit_of_work import Store
from inbox_app.services import sessions
from inbox_app.services.session_cache import SESSION_HEADER
from inbox_app.services.sessions import hash_token
from tests.api.conftest import PASSWORD, ClientMaker, Workspace, log_in


@pytest.fixture
def stranger(open_browser: ClientMaker, workspace: Workspace) -> TestClient:
    """Give a browser of which nobody is signed in."""
    return open_browser()


def test_a_page_sends_strangers_to_the_log_in_and_back(stranger: TestClient) -> None:
    refused = stranger.get("/inbox/1?search=a+b")

    assert refused.status_code == 303
    assert refused.headers["location"] == "/login?next=%2Finbox%2F1%3Fsearch%3Da%2Bb"
    form = stranger.get(refused.headers["location"])
    assert 'value="/inbox/1?search=a+b"' in form.text


def test_the_right_password_opens_the_page_that_was_asked_for(
    stranger: TestClient,
) -> None:
    answer = stranger.post(
        "/login",
        data={"email": "ann@example.com", "password": PASSWORD, "next": "/inbox/1"},
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox/1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert stranger.get("/inbox/1").text == "<h1>the inbox</h1>"


def test_the_cookie_is_secure_when_the_page_is(stranger: TestClient) -> None:
    stranger.base_url = "https://testserver"

    answer = stranger.post(
        "/login",
        data={"email": "ann@example.com", "password": PASSWORD},
        headers={"Origin": "https://testserver"},
    )

    assert "Secure" in answer.headers["set-cookie"]


def test_a_wrong_password_is_said_in_the_form_and_the_address_stays(
    stranger: TestClient,
) -> None:
    answer = stranger.post(
        "/login", data={"email": 'ann"@example.com', "password": "wrong password"}
    )

    assert answer.status_code == 400
    assert "Wrong email or password." in answer.text
    assert 'role="alert"' in answer.text
    assert 'aria-describedby="notice"' in answer.text
    assert 'value="ann&#34;@example.com"' in answer.text
    assert "wrong password" not in answer.text
    assert "set-cookie" not in answer.headers


def test_too_many_failures_say_how_long_to_wait(stranger: TestClient) -> None:
    wrong = {"email": "ann@example.com", "password": "wrong password"}
    for _ in range(sessions.FREE_FAILURES_OF_ADDRESS):
        stranger.post("/login", data=wrong)

    answer = stranger.post("/login", data=wrong)

    assert answer.status_code == 429
    seconds = answer.headers["retry-after"]
    assert f"Try again in {seconds} s." in answer.text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/ok\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_the_way_back_never_leads_to_another_site(
    stranger: TestClient, elsewhere: str
) -> None:
    answer = stranger.post(
        "/login",
        data={"email": "ann@example.com", "password": PASSWORD, "next": elsewhere},
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_page_follows_the_browser_s_language(stranger: TestClient) -> None:
    page = stranger.get("/login", headers={"Accept-Language": "fr-CA, en;q=0.3"})

    assert '<html lang="fr">' in page.text
    assert "Mot de passe" in page.text


def test_who_is_signed_in_does_not_see_the_form(ann: TestClient) -> None:
    answer = ann.get("/login?next=/inbox/1")

    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox/1")


def test_the_framework_gets_the_hash_of_the_session_and_no_cookie(
    ann: TestClient,
) -> None:
    seen = ann.get("/headers").json()
    with ann.websocket_connect("/_event") as socket:
        seen_by_socket = socket.receive_json()

    for headers in (seen, seen_by_socket):
        assert "cookie" not in headers
        assert headers[SESSION_HEADER] == hash_token(ann.cookies[COOKIE])


@pytest.mark.parametrize("path", ["/headers", "/login"])
def test_a_client_cannot_send_a_session_s_hash_itself(
    ann: TestClient, stranger: TestClient, path: str
) -> None:
    forged = {SESSION_HEADER: hash_token(ann.cookies[COOKIE])}

    answer = stranger.get(path, headers=forged)

    assert answer.status_code == (200 if path == "/login" else 303)
    assert 'name="password"' in answer.text or path != "/login"


def test_a_socket_without_a_session_is_refused(stranger: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        stranger.websocket_connect("/_event"),
    ):
        pass

    assert refused.value.code == 4401


def test_a_socket_from_another_site_is_refused(ann: TestClient) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        ann.websocket_connect("/_event", headers={"Origin": "https://evil.example"}),
    ):
        pass

    assert refused.value.code == 4403


@pytest.mark.parametrize("path", ["/logout", "/logout-everywhere", "/api/uploads"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_cannot_change_anything(
    ann: TestClient, path: str, origin: str
) -> None:
    answer = ann.post(path, headers={"Origin": origin})

    assert answer.status_code == 403
    assert ann.get("/auth/me").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_without_origin_is_known_by_the_site_it_comes_from(
    ann: TestClient, site: str
) -> None:
    del ann.headers["Origin"]

    refused = ann.post("/logout", headers={"Sec-Fetch-Site": site})
    assert refused.status_code == 403
    assert ann.get("/auth/me").status_code == 200

    assert ann.post("/logout").status_code == 303


def test_logging_out_ends_the_session_and_clears_the_cookie(ann: TestClient) -> None:
    token = ann.cookies[COOKIE]

    answer = ann.post("/logout")

    assert answer.headers["location"] == "/login?signed_out=1"
    assert COOKIE not in ann.cookies
    ann.cookies.set(COOKIE, token)
    assert ann.get("/auth/me").status_code == 401
    assert "You are logged out." in ann.get("/login?signed_out=1").text


def test_logging_out_everywhere_ends_the_other_browser_at_its_next_request(
    open_browser: ClientMaker, ann: TestClient
) -> None:
    other = log_in(open_browser(), "ann@example.com")
    assert other.get("/auth/me").json()["name"] == "Ann"

    ann.post("/logout-everywhere")

    assert other.get("/auth/me").status_code == 401
    assert other.get("/").status_code == 303


def test_a_new_log_in_ends_the_session_it_replaces(
    ann: TestClient, sqlite_store: Store
) -> None:
    first = ann.cookies[COOKIE]

    log_in(ann, "ann@example.com")

    with sqlite_store.read() as uow:
        assert sessions.resolve_session(uow, hash_token(first)) is None


def test_the_api_says_in_the_reader_s_language_that_one_must_log_in(
    stranger: TestClient,
) -> None:
    answer = stranger.get(
        "/auth/me", headers={"Accept": "application/json", "Accept-Language": "fr"}
    )

    assert answer.status_code == 401
    assert answer.json()["detail"] == "Connectez-vous d’abord."


def test_an_endless_form_is_refused(stranger: TestClient) -> None:
    answer = stranger.post("/login", content=b"email=" + b"a" * 100_000)

    assert answer.status_code == 413


def test_an_unknown_address_gets_a_page_in_the_reader_s_language(
    ann: TestClient,
) -> None:
    answer = ann.get("/nowhere/at/all", headers={"Accept-Language": "fr"})

    assert answer.status_code == 404
    assert '<html lang="fr">' in answer.text
    assert "Cette page n’existe pas" in answer.text
    assert 'href="/"' in answer.text


def test_a_program_gets_the_plain_answer_for_an_unknown_address(
    ann: TestClient,
) -> None:
    answer = ann.get("/nowhere.js", headers={"Accept": "*/*"})

    assert (answer.status_code, answer.text) == (404, "Not Found")


def test_the_way_out_of_a_public_folder_is_shut(stranger: TestClient) -> None:
    answer = stranger.get("/assets/%2e%2e/inbox/index.html", headers={"Accept": "*/*"})

    assert answer.status_code == 401
