"""A fresh, migrated database for each test: SQLite and PostgreSQL."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from inbox_app.config import Settings
from inbox_app.db.migrate import upgrade_database
from inbox_app.db.unit_of_work import Store, UnitOfWork
from tests.clock import Clock
from tests.servers.postgres import Postgres

SECRET_KEY = "a key for tests alone"


def make_settings(data_dir: Path, database_url: str = "", **others: Any) -> Settings:
    """Build settings that owe nothing to the machine's environment."""
    given: dict[str, Any] = {
        "_env_file": None,
        "data_dir": data_dir,
        "database_url": database_url,
        "secret_key": SecretStr(SECRET_KEY),
    }
    return Settings(**given, **others)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file that each SQLite test starts from a copy of."""
    settings = make_settings(tmp_path_factory.mktemp("migrated"))
    upgrade_database(settings)
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as connection:
        # What is still in the write-ahead log would not be copied.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Give the URL of the database that each PostgreSQL test gets a copy of."""
    url = postgres.create_database()
    upgrade_database(make_settings(tmp_path_factory.mktemp("migrated"), url))
    return url


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """Give a new SQLite database with the whole schema and no rows."""
    copied = tmp_path / "inbox.sqlite3"
    shutil.copyfile(migrated_sqlite, copied)
    return f"sqlite:///{copied}"


@pytest.fixture
def postgres_url(postgres: Postgres, migrated_postgres: str) -> Iterator[str]:
    """Give a new PostgreSQL database with the whole schema and no rows."""
    url = postgres.create_database(template=migrated_postgres)
    yield url
    postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a new database; the test runs once on each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return request.getfixturevalue(name)


@pytest.fixture
def clock() -> Clock:
    """Give the time of this test."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Give settings for this test's database and a data folder of its own."""
    return make_settings(tmp_path, database_url)


@pytest.fixture
def store(settings: Settings, clock: Clock) -> Iterator[Store]:
    """Give an opened store; the test runs once on each kind of database."""
    opened = Store(settings, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def uow(store: Store) -> Iterator[UnitOfWork]:
    """Give one open transaction, for tests whose whole story fits into it.

    SQLite has one writer: a test with several transactions asks for `store`
    and opens them with `store.write()` instead.
    """
    with store.write() as unit_of_work:
        yield unit_of_work


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_url: str, clock: Clock) -> Iterator[Store]:
    """Give a store on SQLite alone, where the kind of database cannot matter."""
    opened = Store(make_settings(tmp_path, sqlite_url), clock=clock)
    yield opened
    opened.close()
