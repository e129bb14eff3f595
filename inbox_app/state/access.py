"""The event gate: nothing that a tab sends reaches a handler without passing it.

Reflex lets any client call any handler of any State. So every event is checked
before it runs: the session must be alive, the tab must belong to its agent, and
the handler must be marked with a right that the agent's role carries. What is
not marked is refused. Whether a row may be touched is for the services to say.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from inbox_app.domain.actor import Permission
from inbox_app.state.log_privacy import keep_contents_out_of_logs
from inbox_app.state.session import current_actor, find_actor, session_is_alive

__all__ = [
    "AccessState",
    "EventGate",
    "allow",
    "current_actor",
    "install_gate",
    "required_permission",
    "send_to_log_in",
    "session_is_alive",
]

# Reflex's own handlers that a page needs; its others stay shut.
_OF_REFLEX = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "on_load_internal",
        "set_is_hydrated",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)
_MARK = "required_permission"
_SURROGATES = re.compile("[\ud800-\udfff]")

Handler = TypeVar("Handler", bound=Callable)


def allow(permission: Permission) -> Callable[[Handler], Handler]:
    """Open a handler to those who hold `permission`; goes below `@rx.event`."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, _MARK, permission)
        return handler

    return mark


def required_permission(entry: RegisteredEventHandler) -> Permission | None:
    """Return the mark of a handler; None means that nobody may call it."""
    return getattr(entry.handler.fn, _MARK, None)


class AccessState(rx.State):
    """Whose tab this is, so that its state never passes to somebody else.

    `signed_out` tells the page to leave for the log-in.
    """

    signed_out: rx.Field[bool] = rx.field(default=False)
    _agent_id: int = 0


class EventGate(rx.Middleware):
    """Refuses every event that is not expressly allowed."""

    async def preprocess(
        self, app: rx.App, state: BaseState, event: rx.event.Event
    ) -> StateUpdate | None:
        """Return None to let the event pass, else the answer in its place."""
        del app
        _drop_unsendable(event.payload)
        actor = await find_actor(state)  # pyright: ignore[reportArgumentType] - any state of the tree
        if actor is None:
            return _leave_for_log_in()
        await _bind_tab(state, actor.agent_id)
        entry = RegistrationContext.get().event_handlers.get(event.name)
        if entry is None:
            return _refuse()
        if _is_of_reflex(entry, event.name):
            return None
        permission = required_permission(entry)
        if permission is None or not actor.may(permission):
            return _refuse()
        return None


def install_gate(app: rx.App) -> None:
    """Put the gate before everything else that handles events."""
    app.add_middleware(EventGate(), index=0)
    keep_contents_out_of_logs()


async def send_to_log_in(state: rx.State) -> None:
    """Make the page leave for the log-in: for what runs on after an event."""
    (await state.get_state(AccessState)).signed_out = True


async def _bind_tab(state: BaseState, agent_id: int) -> None:
    access = await state.get_state(AccessState)
    if access.signed_out:
        # Somebody has logged in again in the same tab.
        access.signed_out = False
    if access._agent_id == agent_id:
        return
    if access._agent_id:
        # A tab's token is known to whoever used that browser window before.
        state._get_root_state().reset()
    access._agent_id = agent_id


def _drop_unsendable(payload: dict[str, Any]) -> None:
    """Take lone surrogates out of what was typed: no answer could repeat them."""
    for name, value in payload.items():
        payload[name] = _sendable(value)


def _sendable(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATES.sub("", value)
    if isinstance(value, list):
        return [_sendable(item) for item in value]
    if isinstance(value, dict):
        return {_sendable(key): _sendable(item) for key, item in value.items()}
    return value


def _is_of_reflex(entry: RegisteredEventHandler, name: str) -> bool:
    return (
        entry.states[0].__module__ == "reflex.state"
        and name.rpartition(".")[2] in _OF_REFLEX
    )


def _leave_for_log_in() -> StateUpdate:
    return StateUpdate(
        delta={AccessState.get_full_name(): {f"signed_out{FIELD_MARKER}": True}}
    )


def _refuse() -> StateUpdate:
    return StateUpdate(delta={})
