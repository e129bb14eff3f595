"""A real PostgreSQL on loopback, as fast as one without durability can be."""

import itertools
import os
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from tests.provision import find_postgres
from tests.servers.unprivileged import (
    free_port,
    make_server_folder,
    remove_server_folder,
    server_account,
)

SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 100
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


class Postgres:
    """One server with as many databases as there are tests."""

    def __init__(self) -> None:
        """Lay out the data; nothing runs yet."""
        self.folder = make_server_folder("pg")
        self.port = free_port()
        self._data = self.folder / "data"
        self._account = server_account()
        self._numbers = itertools.count(1)
        self._run(
            "initdb",
            *("-D", str(self._data), "-U", "postgres", "--auth=trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        settings = SETTINGS.format(port=self.port, folder=self.folder)
        with (self._data / "postgresql.conf").open("a") as configuration:
            configuration.write(settings)

    def start(self) -> None:
        """Start, and return once it accepts connections."""
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._log), "-w", "start")

    def stop(self) -> None:
        """Stop without saving anything, and remove all files."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        remove_server_folder(self.folder)

    def create_database(self, *, template: str | None = None) -> str:
        """Make a database, empty or a copy of another, and return its URL.

        Args:
            template: URL of the database to copy; nobody may be connected to it.
        """
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        copied = name_in_url(template) if template else "template0"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(copied)
            )
        )
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name_in_url(url))
            )
        )

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            dbname="postgres",
            autocommit=True,
        ) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        path = find_postgres(program)
        assert path is not None, "run `python -m tests.provision` first"
        # Output goes to a file, not a pipe: the server would inherit the pipe,
        # and waiting for its end would never end.
        with (self.folder / f"{program}.out").open("w+") as output:
            finished = subprocess.run(
                [str(path), *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **self._account.popen_options,
            )
            if finished.returncode != 0:
                output.seek(0)
                message = f"{program} failed:\n{output.read()}"
                raise RuntimeError(message)


def name_in_url(url: str) -> str:
    """Return the database's name, the last part of its URL."""
    return url.rsplit("/", 1)[1]
