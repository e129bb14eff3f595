"""Log-in, log-out, and who a session belongs to."""

from datetime import timedelta

import pytest
from sqlmodel import select

from inbox_app.db.unit_of_work import Store
from inbox_app.domain.enums import Role
from inbox_app.domain.errors import LogInRefusedError, LogInThrottledError
from inbox_app.models import Agent, AgentSession, LogInFailure
from inbox_app.services import agents, sessions
from inbox_app.services.session_cache import SessionCache
from inbox_app.services.sessions import hash_token, resolve_session
from tests.clock import Clock

EMAIL = "ann@example.com"
PASSWORD = "correct horse battery"


@pytest.fixture
def ann(store: Store) -> Agent:
    """Give an admin with a password."""
    with store.write() as uow:
        return agents.add_agent(
            uow, email=EMAIL, name="Ann", password=PASSWORD, role=Role.ADMIN
        )


def log_in(store: Store, email: str = EMAIL, password: str = PASSWORD) -> str:
    token, _ = sessions.log_in(
        store, email, password, user_agent="Firefox", network_address="192.0.2.1"
    )
    return token


def who(store: Store, token: str) -> str | None:
    with store.read() as uow:
        signed_in = resolve_session(uow, hash_token(token))
    return signed_in.actor.name if signed_in else None


def test_the_right_password_starts_a_session_of_that_agent(
    store: Store, ann: Agent
) -> None:
    token = log_in(store, "  ANN@example.com ")

    assert who(store, token) == "Ann"


def test_only_the_hash_of_the_cookie_is_stored(store: Store, ann: Agent) -> None:
    token = log_in(store)

    with store.read() as uow:
        stored = uow.session.exec(select(AgentSession)).one()
    assert stored.token_hash == hash_token(token)
    assert token not in repr(stored)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong password"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("x" * 5000, "\x00" * 5000),
        ("a\x00@example.com", "\ud800"),
    ],
)
def test_anything_else_is_refused(
    store: Store, ann: Agent, email: str, password: str
) -> None:
    with pytest.raises(LogInRefusedError):
        log_in(store, email, password)


def test_an_inactive_agent_may_not_log_in(store: Store, ann: Agent) -> None:
    with store.write() as uow:
        found = uow.session.get_one(Agent, ann.id)
        found.is_active = False

    with pytest.raises(LogInRefusedError):
        log_in(store)


def test_failures_slow_the_next_log_in_down_more_and_more(
    store: Store, ann: Agent, clock: Clock
) -> None:
    for _ in range(sessions.FREE_FAILURES_OF_ADDRESS):
        with pytest.raises(LogInRefusedError):
            log_in(store, password="wrong password")

    with pytest.raises(LogInThrottledError) as first:
        log_in(store)
    clock.advance(seconds=int(first.value.values["seconds"]))
    with pytest.raises(LogInRefusedError) as after_the_wait:
        log_in(store, password="wrong password")
    with pytest.raises(LogInThrottledError) as second:
        log_in(store)

    assert not isinstance(after_the_wait.value, LogInThrottledError)
    assert int(second.value.values["seconds"]) > int(first.value.values["seconds"])


def test_after_the_wait_the_right_password_works_and_clears_the_failures(
    store: Store, ann: Agent, clock: Clock
) -> None:
    for _ in range(sessions.FREE_FAILURES_OF_ADDRESS):
        with pytest.raises(LogInRefusedError):
            log_in(store, password="wrong password")
    clock.advance(seconds=sessions.LONGEST_WAIT_SECONDS)

    log_in(store)

    with store.read() as uow:
        left = uow.session.exec(select(LogInFailure)).all()
    assert [row.subject for row in left if row.subject == EMAIL] == []


def test_one_network_cannot_try_many_addresses(store: Store, ann: Agent) -> None:
    for number in range(sessions.FREE_FAILURES_OF_NETWORK):
        with pytest.raises(LogInRefusedError):
            log_in(store, email=f"guess{number}@example.com")

    with pytest.raises(LogInThrottledError):
        log_in(store)


def test_many_good_log_ins_from_one_network_are_not_slowed_down(
    store: Store, ann: Agent
) -> None:
    for _ in range(sessions.FREE_FAILURES_OF_NETWORK):
        log_in(store)

    assert who(store, log_in(store)) == "Ann"


def test_old_failures_are_purged(store: Store, ann: Agent, clock: Clock) -> None:
    with pytest.raises(LogInRefusedError):
        log_in(store, "guess@example.com")
    clock.advance(hours=2)

    log_in(store)

    with store.read() as uow:
        assert uow.session.exec(select(LogInFailure)).all() == []


def test_a_session_ends_when_it_is_not_used(
    store: Store, ann: Agent, clock: Clock
) -> None:
    token = log_in(store)

    clock.advance(days=store.settings.session_days)

    assert who(store, token) is None


async def test_a_session_in_use_goes_on_and_is_written_once_a_day(
    store: Store, ann: Agent, clock: Clock
) -> None:
    ticks = iter(range(0, 1000, 10))
    cache = SessionCache(store, monotonic=lambda: float(next(ticks)))
    key = hash_token(log_in(store))
    ends_first = clock.now + timedelta(days=store.settings.session_days)

    clock.advance(hours=20)
    await cache.find_actor(key)
    with store.read() as uow:
        after_hours = uow.session.exec(select(AgentSession.expires_at)).one()
    clock.advance(hours=20)
    await cache.find_actor(key)
    with store.read() as uow:
        after_days = uow.session.exec(select(AgentSession.expires_at)).one()

    assert after_hours == ends_first
    assert after_days == clock.now + timedelta(days=store.settings.session_days)


def test_logging_out_ends_this_session_alone(store: Store, ann: Agent) -> None:
    one, other = log_in(store), log_in(store)

    with store.write() as uow:
        sessions.log_out(uow, hash_token(one))

    assert (who(store, one), who(store, other)) == (None, "Ann")


async def test_logging_out_everywhere_is_seen_at_the_next_request(
    store: Store, ann: Agent
) -> None:
    cache = SessionCache(store, monotonic=lambda: 0.0)
    key = hash_token(log_in(store))
    assert await cache.find_actor(key) is not None

    with store.write() as uow:
        sessions.log_out_everywhere(uow, ann.id or 0)

    assert await cache.find_actor(key) is None


async def test_a_revocation_by_another_process_is_seen_within_seconds(
    store: Store, ann: Agent
) -> None:
    seconds = [0.0]
    cache = SessionCache(store, monotonic=lambda: seconds[0])
    key = hash_token(log_in(store))
    assert await cache.find_actor(key) is not None

    with store.write() as uow:
        sessions.log_out_everywhere(uow, ann.id or 0)
        # Another process publishes on a bus of its own.
        uow.events.clear()
    seconds[0] += 5

    assert await cache.find_actor(key) is None


async def test_a_kept_answer_does_not_outlive_the_session(
    store: Store, ann: Agent, clock: Clock
) -> None:
    cache = SessionCache(store, monotonic=lambda: 0.0)
    key = hash_token(log_in(store))
    assert await cache.find_actor(key) is not None

    clock.advance(days=store.settings.session_days)

    assert await cache.find_actor(key) is None


async def test_the_browser_s_language_is_followed_until_one_is_chosen(
    store: Store, ann: Agent
) -> None:
    cache = SessionCache(store)
    key = hash_token(log_in(store))

    followed = await cache.find_actor(key, accepted_languages="fr-FR,en;q=0.5")
    assert followed is not None
    with store.write() as uow:
        agents.update_profile(uow, followed, language="en")
    chosen = await cache.find_actor(key, accepted_languages="fr-FR,en;q=0.5")

    assert chosen is not None
    assert (followed.language, chosen.language) == ("fr", "en")
