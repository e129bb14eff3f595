from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox_app.domain.filtering import classify
from inbox_app.ingest.fold_quotes import fold_quotes
from inbox_app.ingest.mime import MAX_DEPTH, MAX_PARTS
from inbox_app.ingest.parse import parse_mail
from inbox_app.ingest.plain_html import text_to_html
from inbox_app.ingest.report import report_file

CORPUS = Path(__file__).parents[1] / "corpus"
MAILS = [path.read_bytes()[:20_000] for path in sorted(CORPUS.rglob("*.eml"))]
HEAD = b"From: ann@x.example\nSubject: x\n"


@st.composite
def damaged_mails(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from(MAILS)))
    for _ in range(draw(st.integers(0, 8))):
        position = draw(st.integers(0, max(len(raw) - 1, 0)))
        what = draw(st.sampled_from(["flip", "cut", "insert", "join", "repeat"]))
        if what == "flip" and raw:
            raw[position] ^= 1 << draw(st.integers(0, 7))
        elif what == "cut":
            del raw[position : position + draw(st.integers(1, 200))]
        elif what == "insert":
            raw[position:position] = draw(st.binary(max_size=30))
        elif what == "join":
            raw[position:position] = draw(st.sampled_from(MAILS))[:2000]
        else:
            raw += raw[position : position + 500]
    return bytes(raw)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)
@given(damaged_mails())
def test_damaged_mail_is_read_without_an_error(raw: bytes):
    mail = parse_mail(raw)

    assert mail.ok or not raw.strip(), mail.error
    assert len(mail.text) < 4 * len(raw) + 1000
    classify(mail)
    fold_quotes(mail.html or "")
    text_to_html(mail.text)
    report_file(CORPUS)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_an_error(raw: bytes):
    mail = parse_mail(raw)

    # An Outlook file is named as what it is, however short.
    assert mail.ok or not raw.strip() or "Outlook" in mail.error, mail.error
    mail.text.encode()
    mail.subject.encode()


@pytest.mark.parametrize("kind", ["parts", "messages"])
def test_a_mail_nested_200_deep_is_read_and_says_so(kind: str):
    if kind == "messages":
        raw = HEAD + b"Content-Type: message/rfc822\n\n" * 200 + b"\nhello"
    else:
        raw = HEAD + b"".join(
            b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i)
            for i in range(200)
        )

    mail = parse_mail(raw)

    assert mail.ok
    assert any(f"more than {MAX_DEPTH} deep" in defect for defect in mail.defects)


def test_more_parts_than_anybody_sends_are_left_out_and_it_says_so():
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 5000

    mail = parse_mail(raw)

    assert len(mail.text.split()) == MAX_PARTS
    assert any(str(MAX_PARTS) in defect for defect in mail.defects)


def test_a_header_of_a_megabyte_is_read():
    mail = parse_mail(
        HEAD + b"X-Long: " + b"a" * 1_000_000 + b"\nTo: b@x.example\n\nhi"
    )

    assert mail.to[0].address == "b@x.example"
    assert mail.text == "hi"


def test_a_header_of_a_megabyte_of_addresses_is_read_in_part():
    mail = parse_mail(HEAD + b"To: " + b"b@x.example, " * 80_000 + b"\n\nhi")

    assert len(mail.to) == 5000
    assert mail.text == "hi"


def test_a_mail_of_60_megabytes_keeps_its_file():
    line = b"QUJD" * 19 + b"\n"
    raw = (
        HEAD
        + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhi\n--x\n"
        + b"Content-Type: application/zip; name=a.zip\n"
        + b"Content-Transfer-Encoding: base64\n\n"
        + line * (60_000_000 // len(line))
        + b"--x--\n"
    )

    mail = parse_mail(raw)

    assert mail.text == "hi"
    assert mail.attachments[0].size == 57 * (60_000_000 // len(line))


def test_nothing_is_no_mail():
    assert parse_mail(b"").ok is False
    assert parse_mail(b" \r\n").error


# Each would take hours if its time grew with the square of its length.
@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Type: text/enriched\n\n" + b"<" * 500_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nsome words here\n"
        b"--x\nContent-Type: text/html\n\n<p>more</p>" + b"<" * 500_000,
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhttp://"
        + (b"." * 1900 + b"a http://") * 250
        + b"\n--x\nContent-Type: text/html\n\n<p>more</p>",
        b'To: "' + b'\\"' * 250_000 + b"\n\nhi",
        b"To: " + b"(" * 499_000 + b")\n\nhi",
    ],
    ids=["enriched", "tags", "links", "quotes", "brackets"],
)
def test_what_is_made_to_be_slow_is_read_in_time(rest: bytes):
    assert parse_mail(HEAD + rest).ok
