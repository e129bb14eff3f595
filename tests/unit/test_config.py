"""Settings: what the environment says, what is filled in, what is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from inbox_app.config import Settings, read_secret_key


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"INBOX_{name.upper()}", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = Settings()

    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/inbox.sqlite3"
    assert settings.public_url == "http://localhost:8000"
    assert settings.demo is False


def test_a_plain_port_is_read_and_our_own_name_wins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "8123")
    plain = Settings().port
    monkeypatch.setenv("INBOX_PORT", "9000")

    assert plain == 8123
    assert Settings().port == 9000
    assert Settings(port=7000).port == 7000


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_url_uses_the_installed_driver(
    scheme: str,
) -> None:
    settings = Settings(database_url=f"{scheme}://ann@db/inbox")

    assert settings.database_url == "postgresql+psycopg://ann@db/inbox"
    assert not settings.is_sqlite


def test_an_unknown_database_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(ValidationError, match="sqlite:///"):
        Settings(database_url="mysql://ann@db/inbox")


def test_settings_do_not_change_after_the_start() -> None:
    settings = Settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # pyright: ignore[reportAttributeAccessIssue]


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")

    first = read_secret_key(settings)

    assert len(first) >= 32
    assert read_secret_key(settings) == first
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]


def test_a_given_secret_key_leaves_no_file(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "secret_key": "chosen"})

    assert read_secret_key(settings) == b"chosen"
    assert list(tmp_path.iterdir()) == []
    assert "chosen" not in repr(settings)
