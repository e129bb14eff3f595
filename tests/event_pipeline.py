"""Reflex's own event pipeline without a server: what a tab sends, what it gets."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event import Event, EventHandler
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from inbox_app.services.session_cache import SESSION_HEADER

Call = tuple[str, dict[str, Any]]


@dataclass
class Sent:
    """Stands in for the sockets: keeps what each tab was sent."""

    updates: list[tuple[str, Any]] = field(default_factory=list)

    async def emit_update(self, update: Any, token: str) -> None:
        self.updates.append((token, update))

    def text(self) -> str:
        """Return everything that was sent, to look for what must not be there."""
        return repr(self.updates)


@dataclass
class Pipeline:
    """Takes events as a client would send them over its socket."""

    processor: BaseStateEventProcessor
    sent: Sent

    async def send(
        self, tab: str, name: str, *, session_key: str = "", **payload: Any
    ) -> None:
        """Send one event and wait for all that follows from it."""
        headers = {SESSION_HEADER: session_key} if session_key else {}
        event = Event(
            name=name,
            payload=payload,
            router_data={"headers": headers, "pathname": "/", "token": tab},
        )
        future = await self.processor.enqueue(tab, event)
        async with asyncio.timeout(20):
            await future.wait_all()


@asynccontextmanager
async def open_pipeline(app: rx.App) -> AsyncIterator[Pipeline]:
    """Start the pipeline of an app, with its middleware."""
    sent = Sent()
    processor = BaseStateEventProcessor(middleware=app)
    configured = processor.configure(
        state_manager=StateManagerMemory(),
        event_namespace=sent,  # pyright: ignore[reportArgumentType] - all it calls
    )
    async with configured:
        yield Pipeline(processor, sent)


@contextmanager
def registrations_of_one_test() -> Iterator[RegistrationContext]:
    """Let a test make an app, or change handlers, and leave no trace of it."""
    forked = RegistrationContext.ensure_context().fork()
    token = RegistrationContext.set(forked)
    try:
        yield forked
    finally:
        RegistrationContext.reset(token)


def handlers() -> dict[str, RegisteredEventHandler]:
    """Return everything that a client could call, by its name."""
    return dict(RegistrationContext.ensure_context().event_handlers)


def name_of(state: type[rx.State], handler: str) -> str:
    """Return the name that a client calls a handler by."""
    return f"{state.get_full_name()}.{handler}"


@dataclass
class Spies:
    """Which handlers ran, and what they would have seen of the tab's state."""

    ran: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


@contextmanager
def spying_on_all_handlers(*, but_for: str = "") -> Iterator[Spies]:
    """Put a spy in the place of every handler, or of all but one.

    The spies carry the marks of what they stand in for, and everything before
    them is the real thing.
    """
    spies = Spies()
    with registrations_of_one_test() as spied:
        for name, entry in handlers().items():
            if name != but_for:
                spied.event_handlers[name] = _spy_on(name, entry, spies)
        yield spies


def _spy_on(
    name: str, entry: RegisteredEventHandler, spies: Spies
) -> RegisteredEventHandler:
    async def spy(state: Any, **_payload: Any) -> None:
        spies.ran.append(name)
        if not entry.handler.is_background:
            spies.seen.append(repr(state._get_root_state().dict()))

    vars(spy).update(vars(entry.handler.fn))
    handler = EventHandler(fn=spy, state=entry.handler.state, _type_hints={})
    return replace(entry, handler=handler)
