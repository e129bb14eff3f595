"""Attachments, mail frames and sources."""

import re

import pytest
from starlette.testclient import TestClient

from inbox_app.api.files import disposition
from inbox_app.db.unit_of_work import Store
from tests.api.conftest import Workspace, store_body, store_file

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("path", ["/attachments/1", "/mail/1", "/mail/1/source"])
def test_nothing_of_another_inbox_can_be_fetched(
    bob: TestClient, sqlite_store: Store, workspace: Workspace, path: str
) -> None:
    store_body(sqlite_store, workspace.message, html="<p>secret</p>")
    store_file(sqlite_store, workspace.message, b"secret")

    refused = bob.get(path, headers={"Accept": "application/json"})
    unknown = bob.get(
        path.replace("1", "999999999999"), headers={"Accept": "application/json"}
    )

    assert refused.status_code == 404
    assert (unknown.status_code, unknown.json()) == (404, refused.json())


def test_an_attachment_is_saved_under_its_name(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    number = store_file(
        sqlite_store, workspace.message, b"bytes", filename='Reçu "n° 1".txt'
    )

    answer = ann.get(f"/attachments/{number}?view=1")

    assert answer.content == b"bytes"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="Re_u _n_ 1_.txt";'
        " filename*=UTF-8''Re%C3%A7u%20%22n%C2%B0%201%22.txt"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "private" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Cookie"


@pytest.mark.parametrize(
    "content_type", ["image/png", "image/jpeg", "IMAGE/GIF", "application/pdf"]
)
def test_pictures_and_pdf_are_shown_only_when_asked_to(
    ann: TestClient, sqlite_store: Store, workspace: Workspace, content_type: str
) -> None:
    number = store_file(sqlite_store, workspace.message, PNG, content_type=content_type)

    saved = ann.get(f"/attachments/{number}")
    shown = ann.get(f"/attachments/{number}?view=1")

    assert saved.headers["content-disposition"].startswith("attachment;")
    assert shown.headers["content-disposition"].startswith("inline;")
    assert shown.headers["content-type"] == content_type.lower()
    assert "default-src 'none'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize(
    "content_type",
    [
        "image/svg+xml",
        "text/html",
        "application/xhtml+xml",
        "text/xml",
        "text/plain",
        "message/rfc822",
        "image/png, text/html",
        "image/png\r\nX-Evil: 1",
        "",
    ],
)
def test_what_could_be_a_document_of_this_site_is_never_shown(
    ann: TestClient, sqlite_store: Store, workspace: Workspace, content_type: str
) -> None:
    number = store_file(
        sqlite_store,
        workspace.message,
        b"<svg onload=alert(1)>",
        content_type=content_type,
    )

    answer = ann.get(f"/attachments/{number}?view=1")

    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert not answer.headers["content-type"].startswith("text/")
    assert "x-evil" not in answer.headers


@pytest.mark.parametrize(
    "filename",
    [
        "a\r\nSet-Cookie: x=1.png",
        'a"; filename="b.html',
        "../../etc/passwd",
        "a\u202egnp.exe",
        "\ud800.png",
        "..",
        "",
        "é" * 5000 + ".png",
    ],
)
def test_no_file_name_breaks_out_of_its_header(filename: str) -> None:
    written = disposition(filename, is_attachment=True)

    assert re.fullmatch(
        r'attachment; filename="[^"\\\r\n/]+";'
        r" filename\*=UTF-8''[A-Za-z0-9%._~-]+",
        written,
    )
    assert len(written) < 3000


def test_a_file_whose_bytes_are_gone_is_said_to_be_gone(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    number = store_file(sqlite_store, workspace.message, b"bytes")
    for path in sqlite_store.blobs.folder.rglob("*"):
        if path.is_file():
            path.unlink()

    answer = ann.get(f"/attachments/{number}", headers={"Accept-Language": "fr"})

    assert answer.status_code == 404
    assert "Ce fichier n’existe plus" in answer.text


def test_a_mail_is_a_document_that_can_load_nothing_from_outside(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    store_body(
        sqlite_store,
        workspace.message,
        subject="<b>Order</b>",
        html='<p>Hi <img src="https://shop.example/a.png"></p>',
    )

    answer = ann.get(f"/mail/{workspace.message}")

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-same-origin allow-popups")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "img-src 'self' data:;" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<title>&lt;b&gt;Order&lt;/b&gt;</title>" in answer.text
    assert '<base target="_blank">' in answer.text


def test_remote_pictures_load_when_the_reader_asks(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    store_body(sqlite_store, workspace.message, html="<p>Hi</p>")

    answer = ann.get(f"/mail/{workspace.message}?images=1")

    assert (
        "img-src 'self' data: https: http:;"
        in (answer.headers["content-security-policy"])
    )


def test_pictures_inside_a_mail_come_from_its_own_attachments(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    number = store_file(
        sqlite_store, workspace.message, PNG,
        content_type="image/png", content_id="<Logo@Shop>",
    )  # fmt: skip
    store_body(
        sqlite_store,
        workspace.message,
        html='<img src="cid:logo%40shop" alt="Logo"><img src="CID:other" alt="Lost">',
    )

    text = ann.get(f"/mail/{workspace.message}").text

    assert f'src="/attachments/{number}?view=1"' in text
    assert "cid:" not in text.lower()
    assert 'alt="Lost"' in text


def test_links_of_a_mail_open_outside_without_telling_where_from(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    store_body(
        sqlite_store,
        workspace.message,
        html='<a href="https://shop.example/" target="_top">shop</a>',
    )

    text = ann.get(f"/mail/{workspace.message}").text

    assert 'rel="noopener noreferrer"' in text
    assert "_top" not in text


def test_a_plain_mail_is_shown_as_text_with_its_links(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    store_body(
        sqlite_store,
        workspace.message,
        text="<script>alert(1)</script>\nSee https://shop.example/a?b=1&c=2.",
    )

    text = ann.get(f"/mail/{workspace.message}").text

    assert "&lt;script&gt;" in text
    assert 'href="https://shop.example/a?b=1&amp;c=2"' in text
    assert "<script" not in text


def test_the_source_of_a_mail_is_shown_as_plain_text(
    ann: TestClient, sqlite_store: Store, workspace: Workspace
) -> None:
    raw = b"Subject: Hi\r\n\r\n<script>alert(1)</script>\xff"
    store_body(sqlite_store, workspace.message, raw_key=sqlite_store.blobs.put(raw))

    shown = ann.get(f"/mail/{workspace.message}/source")
    saved = ann.get(f"/mail/{workspace.message}/source?download=1")

    assert shown.content == raw
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert saved.headers["content-disposition"].startswith("attachment;")
