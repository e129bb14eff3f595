"""Migrations: they match the models, and a current database is left alone."""

from pathlib import Path

from alembic.script import ScriptDirectory

from alembic import command
from inbox_app.db.migrate import alembic_config
from inbox_app.db.revision import is_newest, newest_revisions


def test_the_migrated_schema_is_the_one_of_the_models(database_url: str) -> None:
    command.check(alembic_config(database_url))


def test_a_migrated_database_is_known_to_be_newest(database_url: str) -> None:
    assert is_newest(database_url)


def test_a_database_that_is_a_step_behind_is_not_newest(database_url: str) -> None:
    command.downgrade(alembic_config(database_url), "-1")

    assert not is_newest(database_url)


def test_an_empty_database_is_not_newest(tmp_path: Path) -> None:
    assert not is_newest(f"sqlite:///{tmp_path}/inbox.sqlite3")


def test_the_newest_revisions_are_the_ones_alembic_names() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))

    assert newest_revisions() == set(scripts.get_heads())
