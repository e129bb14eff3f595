"""Which part of the settings the URL asks for, and loading it.

`/settings/{profile | snippets | channels | inboxes | team | filtering | quarantine}`,
and of a channel `/settings/channels/{new | id}[/ledger]`.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, Self

import reflex as rx
from reflex.event import EventSpec

from inbox_app.domain.actor import Actor, Permission
from inbox_app.state.access import allow, current_actor
from inbox_app.state.notifications import NotificationState
from inbox_app.state.preferences import PreferenceState
from inbox_app.state.settings.channels import ChannelsState, ChannelState
from inbox_app.state.settings.filtering import FilteringState
from inbox_app.state.settings.inboxes import InboxesState
from inbox_app.state.settings.ledger import LedgerState
from inbox_app.state.settings.mailbox import MailboxState
from inbox_app.state.settings.notices import NoticeChoiceState
from inbox_app.state.settings.profile import ProfileState
from inbox_app.state.settings.snippets import SnippetsState
from inbox_app.state.settings.sorting import SortingState
from inbox_app.state.settings.team import TeamState

MAX_ID_DIGITS = 9
FOR_EVERYBODY = ("profile", "snippets", "tags")
# In the order of the column; the first one is where an admin begins.
FOR_ADMINS = ("channels", "inboxes", "team", "teams", "filtering", "quarantine")


class SettingsPlace(NamedTuple):
    """A part of the settings; an empty section is none that exists."""

    section: str = ""
    channel_id: int = 0

    @classmethod
    def from_path(cls, path: str) -> Self:
        """Read the path; more of it than is known is ignored."""
        parts = [part for part in path.split("/") if part][1:4]
        name, of, page = (*parts, "", "", "")[:3]
        if name != "channels" or not of:
            is_known = name in FOR_EVERYBODY or name in FOR_ADMINS
            return cls(name if is_known else "")
        if of == "new":
            return cls("connect")
        is_id = of.isascii() and of.isdigit() and len(of) <= MAX_ID_DIGITS
        if not is_id:
            return cls()
        return cls("ledger" if page == "ledger" else "channel", int(of))


class SettingsState(rx.State):
    """The part of the settings that is shown."""

    section: rx.Field[str] = rx.field("")
    is_admin: rx.Field[bool] = rx.field(default=False)
    _place: SettingsPlace = SettingsPlace()

    @rx.event
    @allow(Permission.VIEW)
    async def open_section(self) -> EventSpec | None:
        """Show what the URL asks for, or the first part that this agent may see."""
        actor = await current_actor(self)
        self.is_admin = actor.is_admin
        place = SettingsPlace.from_path(self.router.url.path)
        is_open_to_all = place.section in FOR_EVERYBODY
        if not place.section or not (is_open_to_all or actor.is_admin):
            first = FOR_ADMINS[0] if actor.is_admin else FOR_EVERYBODY[0]
            return rx.redirect(f"/settings/{first}", replace=True)
        await self._load_person(actor)
        await self._loaders()[place.section](actor, place.channel_id)
        # Last, so that nothing half-loaded is ever on the page.
        self._place, self.section = place, place.section
        return None

    async def _load_person(self, actor: Actor) -> None:
        for part in (PreferenceState, NotificationState):
            await (await self.get_state(part))._load(actor)

    def _loaders(self) -> dict[str, Callable[[Actor, int], Awaitable[None]]]:
        return {
            "profile": self._load_profile,
            "snippets": self._load_snippets,
            "channels": self._load_channels,
            "connect": self._load_connect,
            "channel": self._load_channel,
            "ledger": self._load_ledger,
            "inboxes": self._load_inboxes,
            "team": self._load_team,
            "filtering": self._load_filtering,
            "teams": self._load_sorting,
            "tags": self._load_sorting,
            "quarantine": self._load_quarantine,
        }

    async def _load_profile(self, actor: Actor, _: int) -> None:
        await (await self.get_state(ProfileState))._load(actor)
        await (await self.get_state(NoticeChoiceState))._load(actor)

    async def _load_snippets(self, actor: Actor, _: int) -> None:
        await (await self.get_state(SnippetsState))._load(actor)

    async def _load_channels(self, actor: Actor, _: int) -> None:
        await (await self.get_state(ChannelsState))._load(actor)

    async def _load_connect(self, actor: Actor, _: int) -> None:
        await (await self.get_state(MailboxState))._show_new(actor)

    async def _load_channel(self, actor: Actor, channel_id: int) -> None:
        channel = await self.get_state(ChannelState)
        await channel._show(actor, channel_id)
        if not channel.is_gone:
            mailbox = await self.get_state(MailboxState)
            await mailbox._show_connected(actor, channel_id)

    async def _load_ledger(self, actor: Actor, channel_id: int) -> None:
        await (await self.get_state(ChannelState))._show(actor, channel_id)
        await (await self.get_state(LedgerState))._show_ledger(actor, channel_id)

    async def _load_inboxes(self, actor: Actor, _: int) -> None:
        inboxes = await self.get_state(InboxesState)
        await inboxes._load(actor)

    async def _load_sorting(self, actor: Actor, _: int) -> None:
        sorting = await self.get_state(SortingState)
        # A team and a tag may have the same number.
        sorting.opened_id = sorting.deleting_id = 0
        await sorting._load(actor)

    async def _load_team(self, actor: Actor, _: int) -> None:
        await (await self.get_state(TeamState))._load(actor)

    async def _load_filtering(self, actor: Actor, _: int) -> None:
        await (await self.get_state(FilteringState))._load(actor)

    async def _load_quarantine(self, actor: Actor, _: int) -> None:
        await (await self.get_state(LedgerState))._show_quarantine(actor)
