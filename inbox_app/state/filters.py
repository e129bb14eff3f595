"""Search words, filters and order: each change of them is a new URL."""

from dataclasses import replace
from datetime import date
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import reflex as rx
from reflex.event import EventSpec

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.conversation_filter import ConversationFilter, DateField
from inbox_app.domain.date_preset import DatePreset, preset_days, preset_of
from inbox_app.domain.enums import ChannelKind, ConversationStatus, Priority
from inbox_app.queries.navigation import read_agents
from inbox_app.queries.triage import read_tags, read_teams
from inbox_app.state.access import allow, current_actor
from inbox_app.viewmodels.navigation import AgentChoice
from inbox_app.viewmodels.triage import TagView, TeamChoice

CUSTOM = "custom"
OPTIONS = ("has_attachment", "is_unread", "hide_filtered", "hide_trash")
FilterOption = Literal["has_attachment", "is_unread", "hide_filtered", "hide_trash"]


class FilterChip(TypedDict):
    """One thing that narrows the list, and where the list is without it."""

    # "status", "channel", "assignee", "team", "tag", "priority", "contact", "date",
    # or an option.
    kind: str
    # What it is: a word that the catalogue knows under the kind, or a name.
    value: str
    # Days of a custom span, as dates; empty otherwise.
    since: str
    until: str
    # What the URL asks for without it.
    query: str


class FilterForm(TypedDict):
    """What the filter panel shows as chosen."""

    statuses: list[str]
    channels: list[str]
    assignee_ids: list[int]
    team_ids: list[int]
    tag_ids: list[int]
    priorities: list[str]
    date_field: str
    # "", "custom", or a named span.
    preset: str
    since: str
    until: str
    has_attachment: bool
    is_unread: bool
    hide_filtered: bool
    hide_trash: bool


EMPTY_FORM = FilterForm(
    statuses=[],
    channels=[],
    assignee_ids=[],
    team_ids=[],
    tag_ids=[],
    priorities=[],
    date_field=DateField.ACTIVITY,
    preset="",
    since="",
    until="",
    has_attachment=False,
    is_unread=False,
    hide_filtered=False,
    hide_trash=False,
)


class FilterState(rx.State):
    """How the list is narrowed and ordered; a mirror of the URL."""

    words: rx.Field[str] = rx.field("")
    chips: rx.Field[list[FilterChip]] = rx.field(default_factory=list)
    form: rx.Field[FilterForm] = rx.field(default_factory=lambda: EMPTY_FORM)
    # What the URL asks for without any filter, and in either order.
    plain_query: rx.Field[str] = rx.field("")
    newest_query: rx.Field[str] = rx.field("")
    oldest_query: rx.Field[str] = rx.field("")
    oldest_first: rx.Field[bool] = rx.field(default=False)
    is_narrowed: rx.Field[bool] = rx.field(default=False)
    agents: rx.Field[list[AgentChoice]] = rx.field(default_factory=list)
    teams: rx.Field[list[TeamChoice]] = rx.field(default_factory=list)
    tags: rx.Field[list[TagView]] = rx.field(default_factory=list)
    # The same list with or without what rests.
    with_snoozed: rx.Field[bool] = rx.field(default=False)
    snoozed_query: rx.Field[str] = rx.field("")
    shows_deactivated: rx.Field[bool] = rx.field(default=False)
    # "custom" was chosen but no day yet: the URL cannot say that.
    _is_custom: bool = False
    _wanted: ConversationFilter = ConversationFilter()

    @rx.event
    @allow(Permission.VIEW)
    async def open_panel(self) -> None:
        """Read whom one can filter by."""
        await self._read_agents(await current_actor(self))
        await self._read_sorts()

    @rx.event
    @allow(Permission.VIEW)
    async def show_deactivated(self, is_wanted: bool) -> None:  # noqa: FBT001 - a checkbox sends its state
        """Offer agents who left as well, or not."""
        self.shows_deactivated = is_wanted
        await self._read_agents(await current_actor(self))

    @rx.event
    @allow(Permission.VIEW)
    async def search(self, words: str) -> EventSpec:
        """Look for words; each further letter replaces the search before."""
        wanted = replace(self._wanted, words=words.strip()[:300])
        return self._go(wanted, replaces=bool(self._wanted.words and wanted.words))

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_status(self, status: str) -> EventSpec:
        """Add or remove a status."""
        chosen = self._wanted.statuses ^ {ConversationStatus(status)}
        return self._go(replace(self._wanted, statuses=chosen))

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_channel(self, channel: str) -> EventSpec:
        """Add or remove a channel."""
        chosen = self._wanted.channels ^ {ChannelKind(channel)}
        return self._go(replace(self._wanted, channels=chosen))

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_assignee(self, agent_id: int) -> EventSpec:
        """Add or remove an agent; 0 stands for nobody."""
        chosen = self._wanted.assignee_ids ^ {agent_id}
        return self._go(replace(self._wanted, assignee_ids=chosen))

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_team(self, team_id: int) -> EventSpec:
        """Add or remove a team."""
        chosen = self._wanted.team_ids ^ {team_id}
        return self._go(replace(self._wanted, team_ids=chosen))

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_tag(self, tag_id: int) -> EventSpec:
        """Add or remove a tag."""
        chosen = self._wanted.tag_ids ^ {tag_id}
        return self._go(replace(self._wanted, tag_ids=chosen))

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_priority(self, priority: str) -> EventSpec:
        """Add or remove a priority."""
        chosen = self._wanted.priorities ^ {Priority(priority)}
        return self._go(replace(self._wanted, priorities=chosen))

    @rx.event
    @allow(Permission.VIEW)
    async def toggle_option(self, option: str) -> EventSpec | None:
        """Turn one of the further options on or off."""
        if option not in OPTIONS:
            return None
        is_on = getattr(self._wanted, option)
        return self._go(replace(self._wanted, **{option: not is_on}))

    @rx.event
    @allow(Permission.VIEW)
    async def choose_span(self, span: str) -> EventSpec | None:
        """Choose a span of days by name; empty for any time."""
        self._is_custom = span == CUSTOM
        if self._is_custom:
            self.form = {**self.form, "preset": CUSTOM}
            return None
        since, until = (
            preset_days(DatePreset(span), self._today()) if span else (None, None)
        )
        return self._go(replace(self._wanted, since=since, until=until))

    @rx.event
    @allow(Permission.VIEW)
    async def choose_since(self, day: str) -> EventSpec:
        """Set the first day."""
        return self._go(replace(self._wanted, since=_day(day)))

    @rx.event
    @allow(Permission.VIEW)
    async def choose_until(self, day: str) -> EventSpec:
        """Set the last day."""
        return self._go(replace(self._wanted, until=_day(day)))

    @rx.event
    @allow(Permission.VIEW)
    async def choose_date_field(self, field: str) -> EventSpec:
        """Choose which date the span is about."""
        return self._go(replace(self._wanted, date_field=DateField(field)))

    async def _show(self, actor: Actor, wanted: ConversationFilter) -> None:
        """Mirror the URL."""
        if self._wanted.inbox_id != wanted.inbox_id:
            self.agents = []
        self._wanted = wanted
        if wanted.assignee_ids and not self.agents:
            # The names on the chips; those who left have theirs too.
            self.agents = await current_store().in_read(
                read_agents, actor, wanted.inbox_id, include_deactivated=True
            )
        if wanted.tag_ids or wanted.team_ids:
            await self._read_sorts()
        self.words = wanted.words
        self.with_snoozed = wanted.with_snoozed
        self.snoozed_query = _query(
            replace(wanted, with_snoozed=not wanted.with_snoozed)
        )
        self.oldest_first = wanted.oldest_first
        self.is_narrowed = wanted.is_narrowed
        self.newest_query = _query(replace(wanted, oldest_first=False))
        self.oldest_query = _query(replace(wanted, oldest_first=True))
        self.plain_query = _query(
            ConversationFilter(
                saved_view_id=wanted.saved_view_id,
                oldest_first=wanted.oldest_first,
                with_snoozed=wanted.with_snoozed,
            )
        )
        self.form = self._make_form(wanted)
        self.chips = self._make_chips(actor, wanted)

    async def _read_agents(self, actor: Actor) -> None:
        self.agents = await current_store().in_read(
            read_agents,
            actor,
            self._wanted.inbox_id,
            include_deactivated=self.shows_deactivated,
        )

    async def _read_sorts(self) -> None:
        store = current_store()
        self.tags = await store.in_read(read_tags)
        self.teams = await store.in_read(read_teams)

    def _go(self, wanted: ConversationFilter, *, replaces: bool = False) -> EventSpec:
        # The open conversation stays open.
        return rx.redirect(self.router.url.path + _query(wanted), replace=replaces)

    def _today(self) -> date:
        try:
            zone = ZoneInfo(self._wanted.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        return current_store().clock().astimezone(zone).date()

    def _make_form(self, wanted: ConversationFilter) -> FilterForm:
        has_span = bool(wanted.since or wanted.until)
        preset = preset_of(wanted.since, wanted.until, self._today())
        is_custom = (has_span and preset is None) or self._is_custom
        return FilterForm(
            statuses=sorted(wanted.statuses),
            channels=sorted(wanted.channels),
            assignee_ids=sorted(wanted.assignee_ids),
            team_ids=sorted(wanted.team_ids),
            tag_ids=sorted(wanted.tag_ids),
            priorities=sorted(wanted.priorities),
            date_field=wanted.date_field,
            preset=CUSTOM if is_custom else preset or "",
            since=wanted.since.isoformat() if wanted.since else "",
            until=wanted.until.isoformat() if wanted.until else "",
            has_attachment=wanted.has_attachment,
            is_unread=wanted.is_unread,
            hide_filtered=wanted.hide_filtered,
            hide_trash=wanted.hide_trash,
        )

    def _make_chips(self, actor: Actor, wanted: ConversationFilter) -> list[FilterChip]:
        names = {agent["id"]: agent["name"] for agent in self.agents}
        chips = [
            _chip(
                "status", status, replace(wanted, statuses=wanted.statuses - {status})
            )
            for status in sorted(wanted.statuses)
        ]
        chips += [
            _chip("channel", kind, replace(wanted, channels=wanted.channels - {kind}))
            for kind in sorted(wanted.channels)
        ]
        for number in sorted(wanted.assignee_ids):
            rest = replace(wanted, assignee_ids=wanted.assignee_ids - {number})
            name = "me" if number == actor.agent_id else names.get(number, str(number))
            chips.append(
                _chip("assignee", name if number else "nobody", rest)
                if number in {0, actor.agent_id}
                else _chip("assignee_name", name, rest)
            )
        chips += self._make_sort_chips(wanted)
        if wanted.contact_id:
            chips.append(
                _chip("contact", str(wanted.contact_id), wanted.without("contact_id"))
            )
        if wanted.since or wanted.until:
            rest = replace(
                wanted, since=None, until=None, date_field=DateField.ACTIVITY
            )
            chip = _chip("date", self.form["preset"], rest)
            chip["since"] = self.form["since"]
            chip["until"] = self.form["until"]
            chips.append(chip)
        chips += [
            _chip("option", option, wanted.without(option))
            for option in OPTIONS
            if getattr(wanted, option)
        ]
        return chips

    def _make_sort_chips(self, wanted: ConversationFilter) -> list[FilterChip]:
        teams = {team["id"]: team["name"] for team in self.teams}
        tags = {tag["id"]: tag["name"] for tag in self.tags}
        chips = []
        for number in sorted(wanted.team_ids):
            rest = replace(wanted, team_ids=wanted.team_ids - {number})
            chips.append(_chip("team", teams.get(number, str(number)), rest))
        for number in sorted(wanted.tag_ids):
            rest = replace(wanted, tag_ids=wanted.tag_ids - {number})
            chips.append(_chip("tag", tags.get(number, str(number)), rest))
        for priority in sorted(wanted.priorities):
            rest = replace(wanted, priorities=wanted.priorities - {priority})
            chips.append(_chip("priority", priority, rest))
        return chips


def _chip(kind: str, value: str, rest: ConversationFilter) -> FilterChip:
    return FilterChip(kind=kind, value=value, since="", until="", query=_query(rest))


def _query(wanted: ConversationFilter) -> str:
    query = wanted.to_query()
    if wanted.saved_view_id and not query:
        # Without anything it would be the view as it was saved.
        query = "filters=none"
    return f"?{query}" if query else ""


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
