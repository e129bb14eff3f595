"""The documents: complete where they list, and linked where they point."""

import re
from pathlib import Path

import pytest

from inbox_app.config import Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_every_setting_is_explained() -> None:
    explained = (ROOT / "docs" / "settings.md").read_text()

    for name, field in Settings.model_fields.items():
        assert f"| `INBOX_{name.upper()}` |" in explained
        assert f"| {field.description} |" in explained


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text())

    missing = [
        link
        for link in links
        if "://" not in link and not (document.parent / link).exists()
    ]

    assert missing == []


def test_the_make_targets_that_documents_name_exist() -> None:
    targets = set(
        re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    commands = re.compile(r"`make ((?:[a-z][a-z0-9-]* ?)+)")

    for document in PAGES:
        for words in commands.findall(document.read_text()):
            assert set(words.split()) <= targets, document.name
