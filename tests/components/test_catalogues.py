"""The texts: complete in both languages, and asked for by names that exist."""

import json
import re
from pathlib import Path

import pytest

from inbox_app.i18n import (
    FIRST_SHOWN,
    LANGUAGES,
    SERVER_ONLY,
    Language,
    UnknownTextError,
    choose_language,
    read_catalogue,
    require_text,
    translate,
)
from inbox_app.ui.language import t
from inbox_app.ui.parts import write_catalogue

PACKAGE = Path(__file__).parents[2] / "inbox_app"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# A text asked for by a script: text("list.new") or text(`…`) is left to its author.
ASKED_BY_SCRIPT = re.compile(r"\btext\(\s*\"([\w.]+)\"")


def test_both_languages_have_the_same_texts() -> None:
    assert set(read_catalogue("en")) == set(read_catalogue("fr"))


def test_a_translation_shows_the_same_values() -> None:
    english, french = (read_catalogue(language) for language in LANGUAGES)

    differing = [
        key
        for key, text in english.items()
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(french[key]))
    ]

    assert differing == []


def test_no_text_is_empty_or_ends_in_space() -> None:
    for language in LANGUAGES:
        texts = read_catalogue(language).values()

        assert all(text and text.strip() == text for text in texts)


def test_a_text_with_a_number_has_each_form_that_its_languages_need() -> None:
    for language in LANGUAGES:
        keys = read_catalogue(language)
        counted = {key.partition("#")[0] for key in keys if "#" in key}

        assert all({f"{key}#one", f"{key}#other"} <= set(keys) for key in counted)
        assert not counted & set(keys)


@pytest.mark.parametrize("script", sorted(PACKAGE.rglob("*.jsx")), ids=lambda p: p.name)
def test_scripts_ask_only_for_texts_that_exist(script: Path) -> None:
    for key in ASKED_BY_SCRIPT.findall(script.read_text(encoding="utf-8")):
        require_text(key)

        assert not key.startswith(SERVER_ONLY)


def test_a_component_that_asks_for_a_missing_text_stops_the_build() -> None:
    with pytest.raises(UnknownTextError):
        t("list.no_such_text")


def test_a_component_may_not_use_a_text_that_the_browser_does_not_have() -> None:
    with pytest.raises(UnknownTextError):
        t("login.title")


def test_a_browser_gets_each_of_its_texts_once_in_one_of_two_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_catalogue()
    first, later = (
        json.loads(next(tmp_path.rglob(name)).read_text()[15:-2])
        for name in ("catalogue.fr.js", "catalogue.fr.later.js")
    )

    assert not set(first) & set(later)
    assert {**first, **later} == {
        key: text
        for key, text in read_catalogue("fr").items()
        if not key.startswith(SERVER_ONLY)
    }
    for region in FIRST_SHOWN:
        assert any(key.startswith(region) for key in first), region


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 0, "0 conversations"),
        ("en", 1, "1 conversation"),
        ("en", 1234, "1,234 conversations"),
        ("fr", 0, "0 conversation"),
        ("fr", 1, "1 conversation"),
        ("fr", 1234, "1\u202f234 conversations"),
    ],
)
def test_numbers_choose_the_form_and_are_written_as_the_language_does(
    language: Language, number: int, said: str
) -> None:
    assert translate(language, "nav.count", n=number) == said


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en;q=0.4, fr;q=0.5", "fr"),
        ("de-DE,de;q=0.9,fr;q=0.2", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("de", "en"),
        ("", "en"),
        ("fr;q=often", "en"),
    ],
)
def test_the_browsers_wishes_choose_the_language(
    accepted: str, language: Language
) -> None:
    assert choose_language(accepted) == language
