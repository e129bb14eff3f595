"""What a view and its filters mean: which conversations belong to a list.

The rules of the views stand here once; lists, live updates and search all ask
this module.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import (
    VIEW_CHANNELS,
    ConversationFilter,
    DateField,
    View,
)
from inbox_app.domain.enums import ChannelKind, Folder, Priority
from inbox_app.queries.tables import (
    conversation,
    conversation_count,
    conversation_tag,
    read_mark,
)

ALL_FOLDERS = (Folder.OPEN, Folder.CLOSED, Folder.FILTERED, Folder.TRASH)


@dataclass(frozen=True, slots=True)
class ListScope:
    """The exact conditions of a list, for one agent; hashable, to be cached by."""

    agent_id: int
    # None: every inbox there is.
    inbox_ids: tuple[int, ...] | None
    folders: tuple[Folder, ...]
    # None: anybody's; 0 stands for nobody.
    assignee_ids: tuple[int, ...] | None = None
    channels: tuple[ChannelKind, ...] = ()
    # None: whether it rests does not matter.
    is_snoozed: bool | None = None
    team_ids: tuple[int, ...] = ()
    tag_ids: tuple[int, ...] = ()
    priorities: tuple[Priority, ...] = ()
    contact_id: int | None = None
    date_field: DateField = DateField.ACTIVITY
    since: datetime | None = None
    # The first moment that is too late.
    before: datetime | None = None
    has_attachment: bool = False
    is_unread: bool = False

    @property
    def is_countable(self) -> bool:
        """Whether the counter table knows the exact size of this list."""
        return not (
            self.contact_id
            or self.since
            or self.before
            or self.has_attachment
            or self.is_unread
            or self.team_ids
            or self.tag_ids
            or self.priorities
        )


def scope_of(actor: Actor, wanted: ConversationFilter) -> ListScope:
    """Work out what a view, or a search with filters, shows this actor."""
    if wanted.is_narrowed:
        return _scope_of_search(actor, wanted)
    view = wanted.view
    folders = {
        View.CLOSED: Folder.CLOSED,
        View.FILTERED: Folder.FILTERED,
        View.TRASH: Folder.TRASH,
    }
    assignees = {View.UNASSIGNED: (0,), View.MINE: (actor.agent_id,)}
    return ListScope(
        agent_id=actor.agent_id,
        inbox_ids=_inboxes(actor, wanted.inbox_id),
        folders=(folders.get(view, Folder.OPEN),),
        assignee_ids=assignees.get(view),
        channels=VIEW_CHANNELS.get(view, ()),
        is_snoozed=_must_rest(wanted, is_open=view not in folders),
    )


def conditions_of(scope: ListScope) -> list[ColumnElement[bool]]:
    """Write the scope as conditions on `conversation`, one a fact."""
    c = conversation.c
    found: list[ColumnElement[bool]] = []
    # What was merged away is in no list.
    found.append(c.folder.in_(scope.folders))
    if scope.inbox_ids is not None:
        found.append(c.inbox_id.in_(scope.inbox_ids))
    if scope.assignee_ids is not None:
        found.append(or_(*(is_assigned_to(number) for number in scope.assignee_ids)))
    return found + other_conditions_of(scope)


def other_conditions_of(scope: ListScope) -> list[ColumnElement[bool]]:
    """Write what is beside inbox, folder and assignee, which an index begins with."""
    c = conversation.c
    found: list[ColumnElement[bool]] = []
    if scope.channels:
        found.append(c.channel_kind.in_(scope.channels))
    if scope.is_snoozed is not None:
        rests = c.snoozed_until.is_not(None)
        found.append(rests if scope.is_snoozed else ~rests)
    if scope.contact_id is not None:
        found.append(c.contact_id == scope.contact_id)
    found += _sorting_conditions_of(scope)
    column = {
        DateField.ACTIVITY: c.last_message_at,
        DateField.CREATED: c.created_at,
        DateField.CLOSED: c.closed_at,
    }[scope.date_field]
    if scope.since is not None:
        found.append(column >= scope.since)
    if scope.before is not None:
        found.append(column < scope.before)
    if scope.has_attachment:
        found.append(c.has_attachments)
    if scope.is_unread:
        found.append(is_unread_by(scope.agent_id))
    return found


def _sorting_conditions_of(scope: ListScope) -> list[ColumnElement[bool]]:
    c = conversation.c
    found: list[ColumnElement[bool]] = []
    if scope.team_ids:
        found.append(c.team_id.in_(scope.team_ids))
    if scope.tag_ids:
        found.append(c.id.in_(tagged_with(scope.tag_ids)))
    if scope.priorities:
        found.append(c.priority.in_(scope.priorities))
    return found


def counted_conditions_of(scope: ListScope) -> ColumnElement[bool]:
    """Write the countable part of the scope as a condition on the counter table."""
    c = conversation_count.c
    found: list[ColumnElement[bool]] = [c.folder.in_(scope.folders)]
    if scope.inbox_ids is not None:
        found.append(c.inbox_id.in_(scope.inbox_ids))
    if scope.assignee_ids is not None:
        found.append(c.assignee_id.in_(scope.assignee_ids))
    if scope.channels:
        found.append(c.channel_kind.in_(scope.channels))
    if scope.is_snoozed is not None:
        found.append(c.is_snoozed.is_(scope.is_snoozed))
    return and_(*found)


def is_assigned_to(agent_id: int) -> ColumnElement[bool]:
    """Write "assigned to"; 0 stands for nobody."""
    column = conversation.c.assignee_id
    return column == agent_id if agent_id else column.is_(None)


def tagged_with(tag_ids: tuple[int, ...]) -> Select[tuple[int]]:
    """Write the conversations that carry one of these tags."""
    return select(conversation_tag.c.conversation_id).where(
        conversation_tag.c.tag_id.in_(tag_ids)
    )


def is_unread_by(agent_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Write "has an inbound message that this agent has not seen".

    An open conversation that an agent never looked at is unread; a closed one,
    which a colleague has dealt with, only when the agent marked it so.
    """
    c = conversation.c
    position = (
        select(read_mark.c.position)
        .where(read_mark.c.agent_id == agent_id, read_mark.c.conversation_id == c.id)
        .correlate(conversation)
        .scalar_subquery()
    )
    unseen = case((c.folder == Folder.OPEN, 0), else_=c.last_inbound_position)
    return c.last_inbound_position > func.coalesce(position, unseen)


def _scope_of_search(actor: Actor, wanted: ConversationFilter) -> ListScope:
    folders = tuple(
        folder
        for folder in ALL_FOLDERS
        if not (wanted.hide_filtered and folder is Folder.FILTERED)
        and not (wanted.hide_trash and folder is Folder.TRASH)
    )
    if wanted.statuses:
        folders = tuple(Folder(status) for status in sorted(wanted.statuses))
    since, before = _moments(wanted)
    return ListScope(
        agent_id=actor.agent_id,
        inbox_ids=_inboxes(actor, wanted.inbox_id),
        folders=folders,
        assignee_ids=tuple(sorted(wanted.assignee_ids)) or None,
        channels=tuple(sorted(wanted.channels)),
        team_ids=tuple(sorted(wanted.team_ids)),
        tag_ids=tuple(sorted(wanted.tag_ids)),
        priorities=tuple(sorted(wanted.priorities)),
        contact_id=wanted.contact_id,
        date_field=wanted.date_field,
        since=since,
        before=before,
        has_attachment=wanted.has_attachment,
        is_unread=wanted.is_unread,
    )


def _must_rest(wanted: ConversationFilter, *, is_open: bool) -> bool | None:
    if wanted.view is View.SNOOZED:
        return True
    may_rest = wanted.view is View.MINE or wanted.with_snoozed
    return False if is_open and not may_rest else None


def _inboxes(actor: Actor, inbox_id: int | None) -> tuple[int, ...] | None:
    if inbox_id is not None:
        return (inbox_id,) if actor.may_see(inbox_id) else ()
    return None if actor.is_admin else tuple(sorted(actor.inbox_ids))


def _moments(wanted: ConversationFilter) -> tuple[datetime | None, datetime | None]:
    try:
        zone = ZoneInfo(wanted.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return (
        _midnight(wanted.since, zone),
        _midnight(wanted.until, zone, days_later=1),
    )


def _midnight(
    day: date | None, zone: ZoneInfo, *, days_later: int = 0
) -> datetime | None:
    if day is None:
        return None
    try:
        start = datetime.combine(day + timedelta(days=days_later), time(), zone)
        return start.astimezone(UTC)
    except OverflowError:
        # The first and last days of the calendar have no neighbour.
        return None
