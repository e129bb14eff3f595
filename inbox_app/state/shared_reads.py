"""Answers that many tabs ask for at the same moment, read once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from inbox_app.db.unit_of_work import Store, UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


class SharedReads:
    """The answers at one number of the event feed.

    An event wakes every tab, and most of them ask the same thing; whoever asks
    first reads for all. The next event forgets everything. Answers are shared:
    nobody may change them.
    """

    def __init__(self, store: Store) -> None:
        """Start empty."""
        self._store = store
        self._number = -1
        self._answers: dict[Hashable, asyncio.Task[Any]] = {}

    async def read(
        self,
        query: Callable[Concatenate[UnitOfWork, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query whose arguments are hashable, or take its fresh answer."""
        question = (query, args, tuple(kwargs.items()))
        return await self.ask(
            question, lambda: self._store.in_read(query, *args, **kwargs)
        )

    async def ask(
        self, question: Hashable, find: Callable[[], Coroutine[Any, Any, T]]
    ) -> T:
        """Find an answer, or take the one that was found since the last event."""
        number = self._store.bus.number
        if number != self._number:
            self._number = number
            self._answers = {}
        answer = self._answers.get(question)
        if answer is None:
            answer = asyncio.ensure_future(find())
            self._answers[question] = answer
        # One tab that goes away must not take the answer from the others.
        return await asyncio.shield(answer)


_shared: WeakKeyDictionary[Store, SharedReads] = WeakKeyDictionary()


def shared_reads(store: Store) -> SharedReads:
    """Return the shared answers of a store."""
    if store not in _shared:
        _shared[store] = SharedReads(store)
    return _shared[store]
