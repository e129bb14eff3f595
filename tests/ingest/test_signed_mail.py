from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from inbox_app.ingest.cms import read_signed_content
from inbox_app.ingest.parse import parse_mail

CONTENT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nSigned words\r\n"
HEAD = b"From: ann@x.example\nContent-Type: application/pkcs7-mime; name=smime.p7m"


def sign(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ann")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(content)
        .add_signer(certificate, key, hashes.SHA256())
        .sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )


def test_a_mail_wrapped_in_its_signature_is_read():
    mail = parse_mail(HEAD + b"; smime-type=signed-data\n\n" + sign(CONTENT))

    assert mail.text == "Signed words\r\n"
    assert mail.is_signed
    assert not mail.is_encrypted


def test_an_encrypted_mail_says_that_it_is():
    mail = parse_mail(HEAD + b"; smime-type=enveloped-data\n\n\x30\x80secret")

    assert mail.is_encrypted
    assert mail.text == ""
    assert mail.attachments[0].filename == "smime.p7m"
    assert "The mail is encrypted." in mail.defects


def test_content_in_parts_of_no_stated_length_is_put_together():
    octets = b"\x24\x80" + b"\x04\x05Hello" + b"\x04\x03 Al" + b"\0\0"
    data_type = bytes.fromhex("06092a864886f70d010701")
    content = b"\x30\x80" + data_type + b"\xa0\x80" + octets + b"\0\0\0\0"
    signed = b"\x30\x80\x02\x01\x01\x31\x00" + content + b"\0\0"
    signed_type = bytes.fromhex("06092a864886f70d010702")
    whole = b"\x30\x80" + signed_type + b"\xa0\x80" + signed + b"\0\0\0\0"

    assert read_signed_content(whole) == b"Hello Al"


@given(st.binary(max_size=200))
def test_any_bytes_in_place_of_a_signature_are_survived(data: bytes):
    read_signed_content(data)
    parse_mail(HEAD + b"\n\n" + data)
