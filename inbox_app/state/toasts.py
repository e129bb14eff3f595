"""Short notices at the foot of the page, some with a way back."""

import time
from collections.abc import Mapping
from typing import Literal, TypedDict

import reflex as rx
from reflex.event import EventSpec

from inbox_app.domain.actor import Permission
from inbox_app.domain.errors import InboxError
from inbox_app.i18n import UnknownTextError, require_text
from inbox_app.state.access import allow

NoticeTone = Literal["neutral", "accent", "ok", "warn", "danger"]
KEPT_NOTICES = 5
SECONDS = 6
SECONDS_WITH_ACTION = 10


class Notice(TypedDict):
    """One notice, as `ui.toasts` takes it."""

    # Only grows, across reloads too: the page shows each number once.
    seq: int
    tone: str
    key: str
    values: dict[str, str | int]
    # Empty without a button.
    action_id: str
    action_key: str
    seconds: int


class PendingActions:
    """What the buttons of the shown notices do.

    A plain object, because Reflex wraps what lies in a dict of a State in proxies,
    and an event must come out as it went in.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._events: dict[str, EventSpec] = {}

    def add(self, action_id: str, event: EventSpec) -> None:
        """Keep an event for the button of a notice."""
        self._events[action_id] = event

    def take(self, action_id: str) -> EventSpec | None:
        """Hand it out, once."""
        return self._events.pop(action_id, None)

    def keep_only(self, action_ids: set[str]) -> None:
        """Forget the notices that are gone."""
        self._events = {
            key: event for key, event in self._events.items() if key in action_ids
        }


class ToastState(rx.State):
    """The last few notices of this tab."""

    notices: rx.Field[list[Notice]] = rx.field(default_factory=list)
    _actions: PendingActions | None = None

    @rx.event
    @allow(Permission.VIEW)
    async def run_action(self, action_id: str) -> EventSpec | None:
        """Do what the button of a notice promises, once."""
        return self._actions.take(action_id) if self._actions else None

    @rx.event
    @allow(Permission.VIEW)
    async def say_failure(self) -> None:
        """Say that something went wrong which nobody foresaw."""
        await show_toast(self, "error.unknown", tone="danger")

    def _add(self, notice: Notice, action: EventSpec | None) -> None:
        last = self.notices[-1]["seq"] if self.notices else 0
        notice["seq"] = max(time.time_ns() // 1_000_000, last + 1)
        if self._actions is None:
            self._actions = PendingActions()
        if action is not None:
            notice["action_id"] = str(notice["seq"])
            self._actions.add(notice["action_id"], action)
        self.notices = [*self.notices, notice][-KEPT_NOTICES:]
        self._actions.keep_only({kept["action_id"] for kept in self.notices})


async def show_toast(
    state: rx.State,
    key: str,
    values: Mapping[str, str | int] | None = None,
    *,
    tone: NoticeTone = "neutral",
    action: EventSpec | None = None,
    action_key: str = "common.undo",
    seconds: int = 0,
) -> None:
    """Say something in passing; call it inside an event handler.

    `action` is an event of ours, such as `ReplyState.undo_send(7)`, that the
    button runs; `seconds` how long the notice stays, chosen by itself when 0.
    """
    usual = SECONDS if action is None else SECONDS_WITH_ACTION
    notice = Notice(
        seq=0,
        tone=tone,
        key=key,
        values=dict(values or {}),
        action_id="",
        action_key=action_key,
        seconds=seconds or usual,
    )
    toasts = await state.get_state(ToastState)
    toasts._add(notice, action)


async def show_error(state: rx.State, error: InboxError) -> None:
    """Say why something was refused."""
    await show_toast(state, error_key(error), error.values, tone="danger")


def error_key(error: InboxError) -> str:
    """Return the catalogue key of a refusal."""
    key = f"error.{error.code}"
    try:
        require_text(key)
    except UnknownTextError:
        return "error.unknown"
    return key
