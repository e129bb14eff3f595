"""A browser tab without a browser: the tree of States that it owns."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
import reflex as rx

from inbox_app.db import unit_of_work
from inbox_app.db.unit_of_work import Store, open_store
from inbox_app.domain.actor import Actor
from inbox_app.state.conversation import ConversationState
from inbox_app.state.session import acting_as
from inbox_app.state.toasts import ToastState
from tests.builders.workspace import Workspace, a_workspace

S = TypeVar("S", bound=rx.State)


@dataclass
class Tab:
    """One agent's tab; `get` gives the States that its handlers are called on."""

    actor: Actor
    root: rx.State = field(
        default_factory=lambda: rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue] - as Reflex makes it
    )

    async def get(self, state: type[S]) -> S:
        """Return a State of this tab."""
        return await self.root.get_state(state)

    async def open(self, conversation_id: int) -> None:
        """Show a conversation as the route does."""
        with acting_as(self.actor):
            state = await self.get(ConversationState)
            await state._show(self.actor, conversation_id)

    async def hear(self) -> None:
        """Take in whatever happened meanwhile, as after a gap in the feed."""
        with acting_as(self.actor):
            await (await self.get(ConversationState))._apply(self.actor, None)

    async def press_notice(self) -> None:
        """Press the button of the newest notice."""
        toasts = await self.get(ToastState)
        event = await toasts.run_action(toasts.notices[-1]["action_id"])
        assert event is not None, "it has no button"
        # The one event that notices offer; its argument stands in it as a literal.
        assert event.handler.fn is ConversationState.undo.fn
        state = await self.get(ConversationState)
        await state.undo(int(str(event.args[0][1])))

    async def notices(self) -> list[str]:
        """Return the catalogue keys of the notices shown so far."""
        return [notice["key"] for notice in (await self.get(ToastState)).notices]


@pytest.fixture
def workspace(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give a workspace in the store of this process."""
    monkeypatch.setattr(unit_of_work, "_opened", None)
    open_store(sqlite_store)
    return a_workspace(sqlite_store)


@pytest.fixture
def ann(workspace: Workspace) -> Iterator[Tab]:
    """Give Ann's tab; handlers that a test calls run as her."""
    with ExitStack() as stack:
        stack.enter_context(acting_as(workspace.ann))
        yield Tab(workspace.ann)


@pytest.fixture
def bob(workspace: Workspace) -> Tab:
    """Give Bob's tab; call its handlers inside `acting_as(bob.actor)`."""
    return Tab(workspace.bob)
