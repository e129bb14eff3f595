"""Bring a database to the newest schema."""

from pathlib import Path

from alembic.config import Config

from alembic import command
from inbox_app.config import Settings

PROJECT = Path(__file__).resolve().parents[2]


def alembic_config(database_url: str) -> Config:
    """Point alembic at the project's migrations and this database."""
    config = Config(str(PROJECT / "alembic.ini"))
    config.set_main_option("script_location", str(PROJECT / "alembic"))
    config.attributes["database_url"] = database_url
    return config


def upgrade_database(settings: Settings) -> None:
    """Apply what is missing; does nothing on a database that is up to date."""
    command.upgrade(alembic_config(settings.database_url), "head")
