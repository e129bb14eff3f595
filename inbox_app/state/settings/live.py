"""The live feed of the settings: health, progress and team change by themselves."""

import asyncio
from collections.abc import Sequence

import reflex as rx
from reflex.event import EventSpec

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import NotSignedInError
from inbox_app.domain.events import (
    AgentChanged,
    AgentNotified,
    ChannelChanged,
    Event,
    InboxChanged,
)
from inbox_app.state.access import allow, current_actor, send_to_log_in
from inbox_app.state.notifications import NotificationState
from inbox_app.state.preferences import PreferenceState
from inbox_app.state.settings.channels import ChannelsState, ChannelState
from inbox_app.state.settings.inboxes import InboxesState
from inbox_app.state.settings.section import SettingsState
from inbox_app.state.settings.team import TeamState

PAUSE_SECONDS = 0.2
# Which facts may look different in which part.
TOUCHED_BY = {
    "channels": (ChannelChanged, InboxChanged),
    "channel": (ChannelChanged,),
    "inboxes": (ChannelChanged, InboxChanged, AgentChanged),
    "team": (AgentChanged, InboxChanged),
}


class SettingsLiveState(rx.State):
    """How far this tab has read the feed while it shows the settings."""

    _number: int = -1

    @rx.event
    @allow(Permission.VIEW)
    async def start_live(self) -> EventSpec:
        """Note where the feed stands, before anything is read, and follow it."""
        self._number = current_store().bus.number
        return SettingsLiveState.follow_events  # pyright: ignore[reportReturnType] - a handler is its own event

    @rx.event(background=True)
    @allow(Permission.VIEW)
    async def follow_events(self) -> None:
        """Apply each batch of events until the tab goes or its session ends."""
        tab = self.router.session.client_token
        bus = current_store().bus
        async for number, events in bus.follow(tab, self._number):
            async with self:
                try:
                    await self._apply(events)
                except NotSignedInError:
                    await send_to_log_in(self)
                    return
                self._number = number
            await asyncio.sleep(PAUSE_SECONDS)

    async def _apply(self, events: Sequence[Event] | None) -> None:
        actor = await current_actor(self)
        if _is_about(actor, events, AgentNotified):
            await (await self.get_state(NotificationState))._refresh(actor)
        if _is_about(actor, events, AgentChanged):
            await (await self.get_state(PreferenceState))._load(actor)
        settings = await self.get_state(SettingsState)
        settings.is_admin = actor.is_admin
        kinds = TOUCHED_BY.get(settings.section, ())
        is_touched = events is None or any(isinstance(one, kinds) for one in events)
        if actor.is_admin and is_touched:
            await self._read_again(actor, settings.section)

    async def _read_again(self, actor: Actor, section: str) -> None:
        if section == "channels":
            await (await self.get_state(ChannelsState))._load(actor)
        elif section == "channel":
            await (await self.get_state(ChannelState))._refresh(actor)
        elif section == "inboxes":
            await (await self.get_state(InboxesState))._load(actor)
        elif section == "team":
            await (await self.get_state(TeamState))._load(actor)


def _is_about(
    actor: Actor,
    events: Sequence[Event] | None,
    kind: type[AgentNotified | AgentChanged],
) -> bool:
    return events is None or any(
        isinstance(event, kind) and event.agent_id == actor.agent_id for event in events
    )
