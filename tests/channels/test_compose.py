"""Outgoing mail, read back as a mail program reads it."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_app.channels.base import (
    ChannelError,
    Consequence,
    MailAddress,
    OutgoingFile,
    OutgoingMail,
)
from inbox_app.channels.email.compose import compose_mail, envelope_recipients

PLAIN = OutgoingMail(
    from_=MailAddress("support@example.test", "Ann at Example"),
    to=[MailAddress("clara@customer.example", "Clara Customer")],
    subject="Re: Your order",
    html="<p>It is <b>on its way</b>.</p>",
    message_id="<1.outgoing@example.test>",
    date=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
)
PNG = OutgoingFile("dot.png", "image/png", b"\x89PNG", content_id="dot@example.test")
PDF = OutgoingFile("invoice.pdf", "application/pdf", b"%PDF-1.7")


def parse(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def compose(**changes: object) -> EmailMessage:
    return parse(compose_mail(replace(PLAIN, **changes)))


def content_of(part: MIMEPart) -> str:
    return part.get_content().replace("\r\n", "\n")


def names_and_addresses(raw: bytes, header: str) -> list[tuple[str, str]]:
    # Python's newer parser puts spaces between the parts of an encoded name.
    value = message_from_bytes(raw)[header]
    return [
        (str(make_header(decode_header(name))), address)
        for name, address in getaddresses([value])
    ]


def content_types(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_a_reply_carries_what_threads_it() -> None:
    message = compose(
        in_reply_to="<2@customer.example>",
        references=["<1@customer.example>", "<2@customer.example>"],
        reply_to=MailAddress("support+t123@example.test", "Example"),
    )

    assert message["Message-ID"] == "<1.outgoing@example.test>"
    assert message["In-Reply-To"] == "<2@customer.example>"
    assert message["References"].split() == [
        "<1@customer.example>",
        "<2@customer.example>",
    ]
    assert message["Reply-To"] == "Example <support+t123@example.test>"
    assert message["Date"].datetime == PLAIN.date
    assert message["MIME-Version"] == "1.0"


def test_the_text_is_derived_from_the_html() -> None:
    message = compose(html="<p>Grüße</p><ul><li>one</li><li>two</li></ul>")

    assert content_types(message) == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    text = message.get_body(("plain",))
    assert text is not None
    assert content_of(text) == "Grüße\n\n- one\n- two\n"


def test_images_stand_beside_the_html_and_files_beside_the_text() -> None:
    message = compose(html='<p><img src="cid:dot@example.test"></p>', files=[PNG, PDF])

    assert content_types(message) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    image = next(part for part in message.walk() if part["Content-ID"])
    assert image["Content-ID"] == "<dot@example.test>"
    assert image.get_content() == PNG.content
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "invoice.pdf"
    assert attached.get_content() == PDF.content


def test_an_image_the_html_does_not_show_is_attached() -> None:
    message = compose(files=[PNG])

    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "dot.png"
    assert attached.get_content_disposition() == "attachment"


def test_blind_copies_are_in_the_envelope_alone() -> None:
    mail = replace(
        PLAIN,
        cc=[MailAddress("cc@customer.example"), MailAddress("clara@customer.example")],
        bcc=[MailAddress("hidden@customer.example", "Hidden")],
    )

    raw = compose_mail(mail)

    assert b"idden" not in raw
    assert envelope_recipients(mail) == [
        "clara@customer.example",
        "cc@customer.example",
        "hidden@customer.example",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "Müller, Hans",
        'Hans "the boss" Müller',
        "Smith, John",
        'O"Brien \\ Sons',
        "株式会社サンプル カスタマーサポート部 問い合わせ担当窓口 山田太郎",
        "=?utf-8?q?not_encoded?=",
        "a" * 400,
        "😀 Emoji (Team)",
    ],
)
def test_names_of_all_kinds_come_back_as_they_were(name: str) -> None:
    people = [MailAddress("one@customer.example", name), PLAIN.to[0]]

    raw = compose_mail(replace(PLAIN, to=people))

    assert names_and_addresses(raw, "To") == [
        (name, "one@customer.example"),
        ("Clara Customer", "clara@customer.example"),
    ]


def test_international_domains_travel_in_ascii() -> None:
    message = compose(to=[MailAddress("ana@münchen.example", "Ana")])

    assert message["To"] == "Ana <ana@xn--mnchen-3ya.example>"


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c", "a b@c.example", "a@b.example>\r\nBcc: x@y", "a@b,c@d"],
)
def test_what_is_no_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(ChannelError) as refusal:
        compose(to=[MailAddress(address)])

    assert refusal.value.consequence is Consequence.GIVE_UP
    assert refusal.value.key == "channel.test.address_unusable"


@pytest.mark.parametrize("bad", ["", "no brackets", "<a b@c>", "<a@b>\r\nX: y"])
def test_a_message_without_an_id_of_its_own_is_a_defect(bad: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        compose(message_id=bad)


HOSTILE = "Hello\r\nBcc: victim@example.test\r\n\r\n<script>\x00\u2028X-Evil: yes"


def test_no_value_can_add_a_header() -> None:
    message = compose(
        subject=HOSTILE,
        to=[MailAddress("clara@customer.example", HOSTILE)],
        in_reply_to=f"<a@b> {HOSTILE}",
        references=[HOSTILE, "<ok@b>\r\nX-Evil: yes"],
        auto_submitted=HOSTILE,
        files=[OutgoingFile(HOSTILE, f"text/plain\r\n{HOSTILE}", b"data", HOSTILE)],
    )

    headers = {name.lower() for part in message.walk() for name in part}
    assert headers <= {
        "date", "from", "to", "subject", "message-id", "in-reply-to", "references",
        "auto-submitted", "mime-version", "content-type", "content-disposition",
        "content-transfer-encoding",
    }  # fmt: skip
    assert message["References"].split() == ["<script>", "<ok@b>"]
    assert message["Subject"].startswith("Hello Bcc: victim@example.test")


@given(
    subject=st.text(max_size=300),
    name=st.text(max_size=120),
    filename=st.text(max_size=120),
    text=st.text(max_size=2000),
)
def test_whatever_is_typed_the_message_stays_well_formed(
    subject: str, name: str, filename: str, text: str
) -> None:
    mail = replace(
        PLAIN,
        subject=subject,
        from_=MailAddress("support@example.test", name),
        text=text,
        files=[OutgoingFile(filename, "application/pdf", b"x")],
    )

    raw = compose_mail(mail)

    assert raw.isascii()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    message = parse(raw)
    assert message["From"].addresses[0].addr_spec == "support@example.test"
    assert [*message.keys()][:4] == ["Date", "From", "To", "Subject"]
    assert len(list(message.iter_attachments())) == 1


def test_lines_of_any_length_and_letters_of_all_scripts_arrive_whole() -> None:
    text = "word " * 2000 + "\nДобрый день, 你好, 😀\n" + "x" * 5000 + "\n"
    html = f"<p>{'<b>long</b>' * 3000} Ünïcödé</p>"

    raw = compose_mail(replace(PLAIN, text=text, html=html))
    message = parse(raw)

    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert content_of(plain) == text
    assert content_of(rich) == html + "\n"
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_long_chain_keeps_its_first_and_its_last_ids() -> None:
    chain = [f"<{number}@customer.example>" for number in range(300)]

    kept = compose(references=chain)["References"].split()

    assert kept[0] == chain[0]
    assert kept[1:] == chain[-49:]


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("Rechnung für Mörz.pdf", "Rechnung für Mörz.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("", "file"),
        ("請求書" * 40 + ".pdf", "請求書" * 40 + ".pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ],
)
def test_files_keep_their_names(filename: str, expected: str) -> None:
    message = compose(files=[OutgoingFile(filename, "application/pdf", b"x")])

    (attached,) = message.iter_attachments()
    assert attached.get_filename() == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("text/plain; charset=utf-8", "text/plain"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_a_file_arrives_byte_by_byte_whatever_it_says_it_is(
    stated: str, expected: str
) -> None:
    content = bytes(range(256)) * 10

    message = compose(files=[OutgoingFile("file", stated, content)])

    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == expected
    assert attached.get_payload(decode=True) == content
