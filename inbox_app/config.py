"""Settings: the one place that reads the environment."""

import os
import secrets
from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MEGABYTE = 1_000_000

LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """Everything an installation may choose, each as ``INBOX_<NAME>``.

    Frozen: who needs other values (the command line, tests) builds another one
    and installs it with ``use_settings``.
    """

    model_config = SettingsConfigDict(
        env_prefix="INBOX_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder for the SQLite file, blobs and the secret key.",
    )
    database_url: str = Field(
        default="",
        description="SQLAlchemy URL; empty means an SQLite file in the data folder.",
    )
    extensions_dir: Path = Field(
        default=Path("extensions"),
        description="Folder of Python files that add channels or cards at the start.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(
        default=8000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("INBOX_PORT", "PORT"),
        description="Port to listen on; plain PORT is read too.",
    )
    public_url: str = Field(
        default="",
        description="Address people open; needed in mails and behind a proxy.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Proxies whose X-Forwarded headers count, comma separated.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Key material; else made once in secret.key in the data folder.",
    )
    demo: bool = Field(
        default=False,
        description="Sample workspace and mail listener of its own (`make run`).",
    )
    demo_smtp_port: int = Field(
        default=2525,
        ge=0,
        le=65535,
        description="Port of the sample workspace's mail listener; the next free one.",
    )
    max_mail_bytes: int = Field(
        default=50 * MEGABYTE,
        gt=0,
        description="A larger mail is quarantined unread, or refused by the listener.",
    )
    max_attachment_bytes: int = Field(
        default=25 * MEGABYTE,
        gt=0,
        description="Largest file an agent may attach.",
    )
    log_level: LogLevel = Field(default="info", description="How much is logged.")
    undo_seconds: int = Field(
        default=10,
        ge=0,
        le=120,
        description="How long a sent reply waits so that it can be taken back.",
    )
    session_days: int = Field(
        default=14,
        ge=1,
        le=365,
        description="After how many days without use an agent must log in again.",
    )

    @field_validator("data_dir", "extensions_dir")
    @classmethod
    def _make_absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("public_url")
    @classmethod
    def _without_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, value: str) -> str:
        # Hosting providers hand out postgres:// and postgresql://, which name
        # no driver or one that is not installed.
        for scheme in ("postgres://", "postgresql://"):
            if value.startswith(scheme):
                return "postgresql+psycopg://" + value.removeprefix(scheme)
        if value and not value.startswith(("sqlite://", "postgresql+psycopg://")):
            msg = "must start with sqlite:/// or postgresql+psycopg://"
            raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _fill_from_others(self) -> Self:
        defaults = {
            "database_url": f"sqlite:///{self.data_dir / 'inbox.sqlite3'}",
            "public_url": f"http://localhost:{self.port}",
        }
        for name, value in defaults.items():
            if not getattr(self, name):
                # The model is frozen only once it has been built.
                object.__setattr__(self, name, value)
        return self

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the embedded database is used."""
        return self.database_url.startswith("sqlite")


_installed: Settings | None = None


def get_settings() -> Settings:
    """Return the settings of this process, read from the environment once."""
    global _installed  # noqa: PLW0603 - the one cache, next to its only writers
    if _installed is None:
        _installed = Settings()
    return _installed


def use_settings(settings: Settings) -> None:
    """Install settings for this process, for the command line and for tests."""
    global _installed  # noqa: PLW0603 - the one cache, next to its only writers
    _installed = settings


def read_secret_key(settings: Settings) -> bytes:
    """Return the key material, making the key file on the first call.

    The file is linked into place whole, so that two processes that start at the
    same time agree on one key.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data_dir / "secret.key"
    if not path.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret.key.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes().strip()
