"""The event gate, in Reflex's own pipeline."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
import reflex as rx

from inbox_app.db import unit_of_work
from inbox_app.db.unit_of_work import Store, open_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.enums import Role
from inbox_app.services.agents import add_agent, update_agent
from inbox_app.services.session_cache import sessions_of
from inbox_app.services.sessions import (
    hash_token,
    log_out_everywhere,
    resolve_session,
    start_session,
)
from inbox_app.state.access import (
    AccessState,
    allow,
    current_actor,
    install_gate,
    send_to_log_in,
    session_is_alive,
)
from inbox_app.state.session import acting_as
from tests.clock import Clock
from tests.event_pipeline import (
    Pipeline,
    name_of,
    open_pipeline,
    registrations_of_one_test,
)


class ProbeState(rx.State):
    """What the gate is tried on."""

    note: rx.Field[str] = rx.field(default="")
    _hidden: str = ""

    @rx.event
    @allow(Permission.VIEW)
    async def write(self, text: str) -> None:
        """Open to every agent."""
        actor = await current_actor(self)
        self.note = f"{actor.name}: {text}"
        self._hidden = text

    @rx.event
    @allow(Permission.MANAGE_AGENTS)
    async def manage(self) -> None:
        """Open to admins."""
        self.note = "managed"

    @rx.event
    async def forgotten(self) -> None:
        """Somebody forgot the mark."""
        self.note = "forgotten"

    async def public_helper(self) -> None:
        """Not even meant as a handler."""
        self.note = "helper"

    @rx.event(background=True)
    @allow(Permission.VIEW)
    async def work(self) -> None:
        """Runs beside the tab's other events."""
        async with self:
            self.note = f"alive: {await session_is_alive(self)}"

    @rx.event(background=True)
    @allow(Permission.VIEW)
    async def give_up(self) -> None:
        """Find out beside the events that the session is over."""
        async with self:
            await send_to_log_in(self)


@pytest.fixture
def store(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Make the test's store the one of this process."""
    monkeypatch.setattr(unit_of_work, "_opened", None)
    return open_store(sqlite_store)


@pytest.fixture
def people(store: Store) -> SimpleNamespace:
    """Give an admin and an agent with the keys of their sessions."""
    found = SimpleNamespace()
    with store.write() as uow:
        for name, role in (("ann", Role.ADMIN), ("bob", Role.AGENT)):
            agent = add_agent(
                uow,
                email=f"{name}@example.com",
                name=name,
                password="correct horse battery",
                role=role,
            )
            token, _ = start_session(uow, agent.id or 0, "")
            setattr(found, name, hash_token(token))
            setattr(found, f"{name}_id", agent.id)
    return found


@pytest.fixture
async def pipeline() -> AsyncIterator[Pipeline]:
    """Start the pipeline with the gate before everything else."""
    with registrations_of_one_test():
        app = rx.App()
        install_gate(app)
        async with open_pipeline(app) as opened:
            yield opened


WRITE = name_of(ProbeState, "write")
SIGNED_OUT = "{'signed_out_rx_state_': True}"


async def test_an_agent_may_do_what_the_mark_allows(
    pipeline: Pipeline, people: SimpleNamespace
) -> None:
    await pipeline.send("tab", WRITE, session_key=people.bob, text="hello")

    assert "bob: hello" in pipeline.sent.text()


@pytest.mark.parametrize("key", ["", "0" * 64, "a\x00b", "x" * 10_000])
async def test_without_a_live_session_nothing_runs_and_the_page_is_told_to_leave(
    pipeline: Pipeline, people: SimpleNamespace, key: str
) -> None:
    await pipeline.send("tab", WRITE, session_key=key, text="hello")

    assert "hello" not in pipeline.sent.text()
    assert f"{AccessState.get_full_name()}': {SIGNED_OUT}" in pipeline.sent.text()


@pytest.mark.parametrize("name", ["hydrate", "hydrate_and_load"])
async def test_without_a_session_no_state_is_sent(
    pipeline: Pipeline, people: SimpleNamespace, name: str
) -> None:
    await pipeline.send("tab", WRITE, session_key=people.ann, text="tea at five")
    pipeline.sent.updates.clear()

    await pipeline.send("tab", name_of(rx.State, name))

    assert "tea at five" not in pipeline.sent.text()
    assert "probe_state" not in pipeline.sent.text()


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        ("manage", {}),
        ("forgotten", {}),
        ("public_helper", {}),
        ("setvar", {"var_name": "note", "value": "set"}),
    ],
)
async def test_what_is_not_allowed_changes_nothing(
    pipeline: Pipeline,
    people: SimpleNamespace,
    handler: str,
    payload: dict[str, str],
) -> None:
    await pipeline.send("tab", WRITE, session_key=people.bob, text="mine")
    pipeline.sent.updates.clear()

    await pipeline.send(
        "tab", name_of(ProbeState, handler), session_key=people.bob, **payload
    )
    await pipeline.send("tab", WRITE, session_key=people.bob, text="after")

    for unwanted in ("managed", "forgotten", "helper", "'set'"):
        assert unwanted not in pipeline.sent.text()


async def test_a_role_given_later_counts_at_the_next_event(
    pipeline: Pipeline, people: SimpleNamespace, store: Store
) -> None:
    manage = name_of(ProbeState, "manage")
    await pipeline.send("tab", manage, session_key=people.bob)
    assert "managed" not in pipeline.sent.text()
    with store.write() as uow:
        signed_in = resolve_session(uow, people.ann)
        assert signed_in is not None
        update_agent(uow, signed_in.actor, people.bob_id, role=Role.ADMIN)

    await pipeline.send("tab", manage, session_key=people.bob)

    assert "managed" in pipeline.sent.text()


async def test_logging_out_everywhere_ends_the_other_tab_at_its_next_event(
    pipeline: Pipeline, people: SimpleNamespace, store: Store
) -> None:
    await pipeline.send("tab", WRITE, session_key=people.ann, text="first")
    with store.write() as uow:
        log_out_everywhere(uow, people.ann_id)

    await pipeline.send("tab", WRITE, session_key=people.ann, text="second")

    assert "ann: first" in pipeline.sent.text()
    assert "second" not in pipeline.sent.text()
    assert SIGNED_OUT in pipeline.sent.text()


async def test_a_deactivated_agent_is_out_at_the_next_event(
    pipeline: Pipeline, people: SimpleNamespace, store: Store
) -> None:
    with store.write() as uow:
        signed_in = resolve_session(uow, people.ann)
        assert signed_in is not None
        update_agent(uow, signed_in.actor, people.bob_id, is_active=False)

    await pipeline.send("tab", WRITE, session_key=people.bob, text="still here")

    assert "still here" not in pipeline.sent.text()


async def test_an_expired_session_is_out_at_the_next_event(
    pipeline: Pipeline, people: SimpleNamespace, store: Store, clock: Clock
) -> None:
    await pipeline.send("tab", WRITE, session_key=people.bob, text="first")
    clock.advance(days=store.settings.session_days)

    await pipeline.send("tab", WRITE, session_key=people.bob, text="second")

    assert "second" not in pipeline.sent.text()


async def test_a_tab_s_token_in_other_hands_shows_nothing_of_its_owner(
    pipeline: Pipeline, people: SimpleNamespace
) -> None:
    await pipeline.send("tab", WRITE, session_key=people.ann, text="tea at five")
    pipeline.sent.updates.clear()

    await pipeline.send("tab", name_of(rx.State, "hydrate"), session_key=people.bob)
    await pipeline.send("tab", WRITE, session_key=people.bob, text="mine")

    assert "probe_state" in pipeline.sent.text()
    assert "tea at five" not in pipeline.sent.text()
    assert "bob: mine" in pipeline.sent.text()


async def test_a_background_handler_asks_for_the_session_itself(
    pipeline: Pipeline, people: SimpleNamespace
) -> None:
    work = name_of(ProbeState, "work")

    await pipeline.send("tab", work)
    assert "alive" not in pipeline.sent.text()
    await pipeline.send("tab", work, session_key=people.bob)

    assert "alive: True" in pipeline.sent.text()


async def test_a_tab_that_was_sent_away_stays_after_the_next_log_in(
    pipeline: Pipeline, people: SimpleNamespace
) -> None:
    give_up = name_of(ProbeState, "give_up")

    await pipeline.send("tab", give_up, session_key=people.bob)
    assert SIGNED_OUT in pipeline.sent.text()
    pipeline.sent.updates.clear()
    await pipeline.send("tab", WRITE, session_key=people.bob, text="back")

    assert "'signed_out_rx_state_': False" in pipeline.sent.text()
    assert "bob: back" in pipeline.sent.text()


async def test_handlers_can_be_called_directly_as_somebody(
    people: SimpleNamespace, store: Store
) -> None:
    actor = await sessions_of(store).find_actor(people.ann)
    assert actor is not None
    state = ProbeState(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]

    with acting_as(actor):
        await state.write("hello")

    assert state.note == "ann: hello"
