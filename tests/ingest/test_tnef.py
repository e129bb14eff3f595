import struct

from hypothesis import given
from hypothesis import strategies as st

from inbox_app.ingest.parse import parse_mail
from inbox_app.ingest.rtf import decompress_rtf, rtf_to_text
from inbox_app.ingest.tnef import read_tnef


def attribute(level: int, kind: int, content: bytes) -> bytes:
    checksum = sum(content) & 0xFFFF
    head = struct.pack("<BII", level, kind, len(content))
    return head + content + struct.pack("<H", checksum)


def text_property(name: int, value: str) -> bytes:
    data = value.encode("utf-16-le") + b"\0\0"
    padded = data + b"\0" * (-len(data) % 4)
    return struct.pack("<HHII", 0x1F, name, 1, len(data)) + padded


def a_winmail() -> bytes:
    body = struct.pack("<I", 1) + text_property(0x1000, "Bonjour, voilà")
    name = struct.pack("<I", 1) + text_property(0x3707, "Prüfung 2026.pdf")
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x00069003, body)
        + attribute(2, 0x00069002, b"\0" * 14)
        + attribute(2, 0x00018010, b"PRFUNG~1.PDF\0")
        + attribute(2, 0x0006800F, b"%PDF-1.4")
        + attribute(2, 0x00069005, name)
    )


def test_a_winmail_dat_gives_its_text_and_its_files():
    raw = (
        b"From: ann@x.example\nContent-Type: application/ms-tnef; name=winmail.dat\n"
        b"Content-Transfer-Encoding: 8bit\n\n"
    )

    mail = parse_mail(raw + a_winmail())

    assert mail.text == "Bonjour, voilà"
    assert [part.filename for part in mail.attachments] == ["Prüfung 2026.pdf"]
    assert mail.attachments[0].content == b"%PDF-1.4"


def test_the_text_of_the_mail_itself_comes_first():
    raw = (
        b"From: ann@x.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\n\nHello\n--b\nContent-Type: application/ms-tnef\n\n"
    )

    mail = parse_mail(raw + a_winmail() + b"\n--b--\n")

    assert mail.text == "Hello"
    assert len(mail.attachments) == 1


def test_compressed_rtf_is_read():
    # The example of the format's description.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542"
        "320af32068656c090020627705b06c647d0a800fa0"
    )

    rtf = decompress_rtf(packed)

    assert rtf == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf_to_text(rtf) == "hello world"


@given(st.binary(max_size=300))
def test_any_bytes_after_the_signature_are_survived(data: bytes):
    read_tnef(struct.pack("<IH", 0x223E9F78, 1) + data)
    rtf_to_text(decompress_rtf(struct.pack("<IIII", 0, 500, 0x75465A4C, 0) + data))
