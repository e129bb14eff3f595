"""One use case, one transaction; what happened is published after the commit."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from inbox_app.bus import Bus
from inbox_app.config import Settings, get_settings, read_secret_key
from inbox_app.db.blobs import BlobStore
from inbox_app.db.engine import WRITES, make_engine
from inbox_app.db.secrets import SecretBox
from inbox_app.domain.events import Event

THREADS = 8

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class UnitOfWork:
    """What a service or query works with: a session, the time, the stores.

    Services emit events; they are published when, and only when, the
    transaction has been committed.
    """

    session: Session
    now: datetime
    blobs: BlobStore
    secrets: SecretBox
    settings: Settings
    # Full text search and locks differ between the two databases, little else.
    is_sqlite: bool
    events: list[Event] = field(default_factory=list)
    # The bulk action or rule run that all changes here are part of.
    job_id: int | None = None

    @cached_property
    def connection(self) -> Connection:
        """The connection beneath the session, for statements without objects.

        It does not see changed objects before `session.flush()`.
        """
        return self.session.connection()

    def emit(self, event: Event) -> None:
        """Publish `event` after the commit, once however often it is emitted."""
        if event not in self.events:
            self.events.append(event)


class Store:
    """The opened database with everything that belongs to it."""

    def __init__(
        self,
        settings: Settings,
        *,
        engine: Engine | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.settings = settings
        self.engine = engine or make_engine(settings.database_url)
        self.clock = clock
        self.bus = Bus()
        self.blobs = BlobStore(settings.data_dir / "blobs")
        self.secrets = SecretBox(read_secret_key(settings))
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="inbox")
        # SQLite has one writer: a queue in the process is fairer than its polling.
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock() if self._is_sqlite else nullcontext()
        self._writing_engine = self.engine.execution_options(**{WRITES: True})

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Open a transaction that commits at the end, or leaves no trace."""
        with (
            self._writer,
            Session(self._writing_engine, expire_on_commit=False) as session,
        ):
            uow = self._unit_of_work(session)
            yield uow
            session.commit()
        self.bus.publish(uow.events)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Open a transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield self._unit_of_work(session)

    async def in_unit_of_work(
        self,
        use_case: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a service in a thread and in a transaction of its own."""

        def run() -> T:
            with self.write() as uow:
                return use_case(uow, *args, **kwargs)

        return await self._in_thread(run)

    async def in_read(
        self,
        query: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query in a thread."""

        def run() -> T:
            with self.read() as uow:
                return query(uow, *args, **kwargs)

        return await self._in_thread(run)

    async def in_thread(
        self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a blocking call that is neither: it opens its own transactions."""
        return await self._in_thread(partial(call, *args, **kwargs))

    def close(self) -> None:
        """Let go of threads and connections, once what runs has come to its end."""
        self._threads.shutdown(cancel_futures=True)
        self.engine.dispose()

    def _unit_of_work(self, session: Session) -> UnitOfWork:
        return UnitOfWork(
            session,
            self.clock(),
            self.blobs,
            self.secrets,
            self.settings,
            is_sqlite=self._is_sqlite,
        )

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)


_opened: Store | None = None


def open_store(store: Store) -> Store:
    """Make `store` the one this process works on."""
    global _opened  # noqa: PLW0603 - the one place where the process holds its store
    _opened = store
    return store


def current_store() -> Store:
    """Return the store of this process; opens the configured one at first use."""
    return _opened if _opened is not None else open_store(Store(get_settings()))
