"""Answers that many tabs ask for at the same moment."""

import asyncio

from sqlalchemy.exc import DBAPIError

from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.events import ChannelChanged
from inbox_app.state.shared_reads import SharedReads


class CountingQuery:
    """A query that knows how often it was run."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, uow: UnitOfWork, word: str) -> str:
        self.runs += 1
        return word


async def test_tabs_that_ask_the_same_share_one_read(sqlite_store: Store) -> None:
    reads, query = SharedReads(sqlite_store), CountingQuery()

    answers = await asyncio.gather(*(reads.read(query, "same") for _ in range(9)))

    assert answers == ["same"] * 9
    assert query.runs == 1


async def test_another_question_is_read_by_itself(sqlite_store: Store) -> None:
    reads, query = SharedReads(sqlite_store), CountingQuery()

    assert await reads.read(query, "one") == "one"
    assert await reads.read(query, "two") == "two"


async def test_the_next_event_makes_every_answer_old(sqlite_store: Store) -> None:
    reads, query = SharedReads(sqlite_store), CountingQuery()
    await reads.read(query, "same")

    sqlite_store.bus.publish([ChannelChanged(1, 1)])
    await reads.read(query, "same")

    assert query.runs == 2


async def test_a_tab_that_goes_away_leaves_the_answer_to_the_others(
    sqlite_store: Store,
) -> None:
    reads, query = SharedReads(sqlite_store), CountingQuery()
    leaving = asyncio.create_task(reads.read(query, "same"))
    await asyncio.sleep(0)
    staying = asyncio.create_task(reads.read(query, "same"))
    await asyncio.sleep(0)

    leaving.cancel()

    assert await staying == "same"
    assert query.runs == 1


async def test_what_is_asked_at_one_moment_is_read_in_one_transaction(
    sqlite_store: Store,
) -> None:
    reads, seen = SharedReads(sqlite_store), []

    def note(uow: UnitOfWork, word: str) -> str:
        seen.append(uow)
        return word

    answers = await asyncio.gather(*(reads.read(note, word) for word in "abc"))

    assert answers == ["a", "b", "c"]
    assert len(seen) == 3
    assert len({id(uow) for uow in seen}) == 1


async def test_a_question_that_fails_fails_alone(store: Store) -> None:
    reads = SharedReads(store)

    def fail(uow: UnitOfWork) -> object:
        return uow.connection.exec_driver_sql("SELECT nothing FROM nowhere").scalar()

    def count(uow: UnitOfWork, start: int) -> object:
        return uow.connection.exec_driver_sql(f"SELECT {start} + 1").scalar()

    answers = await asyncio.gather(
        reads.read(count, 1),
        reads.read(fail),
        reads.read(count, 2),
        return_exceptions=True,
    )

    assert (answers[0], answers[2]) == (2, 3)
    assert isinstance(answers[1], DBAPIError)
