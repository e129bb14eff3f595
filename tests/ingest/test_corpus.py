import json
from pathlib import Path
from typing import Any

import pytest

from inbox_app.ingest.parse import parse_mail
from inbox_app.ingest.report import describe_mail

CORPUS = Path(__file__).parents[1] / "corpus"
ORIGINS = json.loads((CORPUS / "expected.json").read_text())
OWN = json.loads((CORPUS / "own/expected.json").read_text())
MAILS = sorted(CORPUS.rglob("*.eml"))


def read(name: str) -> dict[str, Any]:
    return describe_mail(parse_mail((CORPUS / name).read_bytes()))


@pytest.mark.parametrize(
    "mail", MAILS, ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_every_mail_of_the_corpus_is_read(mail: Path):
    parsed = parse_mail(mail.read_bytes())

    assert parsed.ok, parsed.error
    assert parsed.reply_text or not parsed.text.strip()


@pytest.mark.parametrize("name", ORIGINS)
def test_a_mail_says_what_its_origin_expects(name: str):
    expected = ORIGINS[name]
    found = read(name)

    if "subject" in expected:
        assert found["subject"] == expected["subject"]
    if "from" in expected:
        # Their tests name an address that has no name after itself.
        assert [called(found["from"])] == expected["from"]
        assert [called(person) for person in found["to"]] == expected["to"]
    if "attachments" in expected:
        assert [
            (part["filename"], part["content_type"], part["inline"])
            for part in found["attachments"]
        ] == [
            (part["filename"], part["content_type"], part["disposition"] == "inline")
            for part in expected["attachments"]
        ]
    if "bounce" in expected:
        assert found["bounce"]["recipient"] in expected["bounce"]["permanent"]


@pytest.mark.parametrize("name", [n for n, e in ORIGINS.items() if "from" in e])
def test_a_body_holds_what_its_origin_expects(name: str):
    expected = ORIGINS[name]
    found = read(name)

    for body in ("text", "html"):
        content = found[body] or ""
        if f"{body}_equals" in expected:
            assert content == expected[f"{body}_equals"]
        elif f"{body}_contains" in expected:
            part = expected[f"{body}_contains"]
            # Ours is sanitised: the frame of the document is not part of it.
            count = 0 if part["string"] == "<html>" else part["count"]
            assert content.count(part["string"]) == count


def called(person: dict[str, str]) -> list[str]:
    return [person["name"] or person["address"], person["address"]]


@pytest.mark.parametrize("name", OWN)
def test_trouble_is_read_as_a_person_would(name: str):
    found = read(f"own/{name}")

    for key, value in OWN[name].items():
        if key.endswith("_contains"):
            content = found[key.removesuffix("_contains")]
            assert [part for part in value if part not in content] == []
        elif key == "attachments":
            assert [
                {name: part[name] for name in wanted}
                for part, wanted in zip(found[key], value, strict=True)
            ] == value
        else:
            assert found[key] == value
