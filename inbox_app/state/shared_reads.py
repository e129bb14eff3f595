"""Answers that many tabs ask for at the same moment, read once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from inbox_app.db.unit_of_work import Store, UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

_Query = Callable[[UnitOfWork], Any]


class SharedReads:
    """The answers at one number of the event feed.

    An event wakes every tab, and most of them ask the same thing; whoever asks
    first reads for all. Queries that were asked for in one step of the loop are
    run one after the other in one thread and one transaction, because handing a
    thread its work costs more than most of them. The next event forgets
    everything. Answers are shared: nobody may change them.
    """

    def __init__(self, store: Store) -> None:
        """Start empty."""
        self._store = store
        self._number = -1
        self._answers: dict[Hashable, asyncio.Future[Any]] = {}
        self._waiting: list[tuple[_Query, asyncio.Future[Any]]] = []
        self._running: set[asyncio.Task[None]] = set()

    async def read(
        self,
        query: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query whose arguments are hashable, or take its fresh answer."""
        question = (query, args, tuple(kwargs.items()))
        answer = self._fresh_answers().get(question)
        if answer is None:
            loop = asyncio.get_running_loop()
            answer = self._answers[question] = loop.create_future()
            if not self._waiting:
                loop.call_soon(self._run_waiting)
            self._waiting.append((lambda uow: query(uow, *args, **kwargs), answer))
        return await _wait_for(answer)

    async def ask(
        self, question: Hashable, find: Callable[[], Coroutine[Any, Any, T]]
    ) -> T:
        """Find an answer, or take the one that was found since the last event."""
        answer = self._fresh_answers().get(question)
        if answer is None:
            answer = self._answers[question] = asyncio.ensure_future(find())
        return await _wait_for(answer)

    def _fresh_answers(self) -> dict[Hashable, asyncio.Future[Any]]:
        number = self._store.bus.number
        if number != self._number:
            self._number = number
            self._answers = {}
        return self._answers

    def _run_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        task = asyncio.ensure_future(self._run(waiting))
        # The loop itself keeps no task alive.
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, waiting: list[tuple[_Query, asyncio.Future[Any]]]) -> None:
        try:
            found = await self._store.in_read(_run_all, [query for query, _ in waiting])
        except Exception as error:  # noqa: BLE001 - those who wait are told
            found = [_Found(None, error)] * len(waiting)
        for (_, answer), one in zip(waiting, found, strict=True):
            if one.error is None:
                answer.set_result(one.result)
            else:
                answer.set_exception(one.error)


@dataclass(frozen=True, slots=True)
class _Found:
    result: Any
    error: Exception | None


def _run_all(uow: UnitOfWork, queries: list[_Query]) -> list[_Found]:
    found: list[_Found] = []
    for query in queries:
        try:
            found.append(_Found(query(uow), None))
        except Exception as error:  # noqa: BLE001 - it is for whoever asked this one
            found.append(_Found(None, error))
            # On PostgreSQL a failed statement would fail all that follow it.
            uow.session.rollback()
            uow.__dict__.pop("connection", None)
    return found


async def _wait_for(answer: asyncio.Future[T]) -> T:
    if answer.done():
        return answer.result()
    # One tab that goes away must not take the answer from the others.
    return await asyncio.shield(answer)


_shared: WeakKeyDictionary[Store, SharedReads] = WeakKeyDictionary()


def shared_reads(store: Store) -> SharedReads:
    """Return the shared answers of a store."""
    if store not in _shared:
        _shared[store] = SharedReads(store)
    return _shared[store]
