"""Filters kept as views: one's own, and the team's."""

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from inbox_app.db.access import LARGEST_ID, access_inbox
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    TooManyViewsError,
    ViewNotFoundError,
)
from inbox_app.domain.events import ViewsChanged
from inbox_app.domain.saved_view import (
    ICONS,
    MAX_NAME,
    MAX_QUERY,
    MAX_VIEWS,
    is_understood,
    read_query,
)
from inbox_app.models import SavedView


def save_view(
    uow: UnitOfWork,
    actor: Actor,
    *,
    name: str,
    icon: str,
    query: str,
    inbox_id: int | None,
    is_of_team: bool,
) -> int:
    """Keep a filter as a view, at the end of its group.

    Raises:
        InvalidInputError: it has no name, or narrows nothing.
        InboxNotFoundError: it is of an inbox that this actor may not see.
        NotAllowedError: views of the team are not theirs to make.
        TooManyViewsError: somebody would see more than fifty.
    """
    if inbox_id is not None:
        access_inbox(uow, actor, inbox_id)
    owner_id = _owner(actor, is_of_team=is_of_team)
    _leave_room(uow, owner_id)
    view = SavedView(
        agent_id=owner_id,
        created_by=actor.agent_id,
        inbox_id=inbox_id,
        name=_usable_name(name),
        icon=_known_icon(icon),
        query=_usable_query(uow, query),
        position=_last_position(uow, owner_id) + 1,
        created_at=uow.now,
    )
    uow.session.add(view)
    uow.session.flush()
    assert view.id is not None
    uow.emit(ViewsChanged(owner_id))
    return view.id


def change_view(
    uow: UnitOfWork,
    actor: Actor,
    view_id: int,
    *,
    name: str,
    icon: str,
    is_of_team: bool,
) -> None:
    """Call a view something else, or give it to the team or back to oneself.

    Raises:
        ViewNotFoundError: it is gone, or not theirs to see.
        InvalidInputError, NotAllowedError, TooManyViewsError: see `save_view`.
    """
    view = _access_to_change(uow, actor, view_id)
    view.name, view.icon = _usable_name(name), _known_icon(icon)
    owner_id = _owner(actor, is_of_team=is_of_team)
    if owner_id != view.agent_id:
        _leave_room(uow, owner_id)
        uow.emit(ViewsChanged(view.agent_id))
        view.position = _last_position(uow, owner_id) + 1
        view.agent_id = owner_id
    uow.session.add(view)
    uow.emit(ViewsChanged(owner_id))


def change_view_filter(
    uow: UnitOfWork, actor: Actor, view_id: int, *, query: str
) -> None:
    """Let a view show something else.

    Raises:
        ViewNotFoundError, InvalidInputError, NotAllowedError: see `change_view`.
    """
    view = _access_to_change(uow, actor, view_id)
    view.query = _usable_query(uow, query)
    uow.session.add(view)
    uow.emit(ViewsChanged(view.agent_id))


def delete_view(uow: UnitOfWork, actor: Actor, view_id: int) -> None:
    """Forget a view; its conversations stay as they are.

    Raises:
        ViewNotFoundError, NotAllowedError: see `change_view`.
    """
    view = _access_to_change(uow, actor, view_id)
    uow.emit(ViewsChanged(view.agent_id))
    uow.session.delete(view)


def place_view(uow: UnitOfWork, actor: Actor, view_id: int, *, index: int) -> None:
    """Put a view at a place among its group, counted from 0.

    Raises:
        ViewNotFoundError, NotAllowedError: see `change_view`.
    """
    view = _access_to_change(uow, actor, view_id)
    group = list(
        uow.session.exec(
            select(SavedView)
            .where(_in_group(view.agent_id), SavedView.id != view_id)
            .order_by(col(SavedView.position), col(SavedView.id))
        )
    )
    group.insert(max(0, index), view)
    for position, one in enumerate(group):
        one.position = position
        uow.session.add(one)
    uow.emit(ViewsChanged(view.agent_id))


def access_view(uow: UnitOfWork, actor: Actor, view_id: int) -> SavedView:
    """Find a view that an agent may see: their own, or the team's.

    Raises:
        ViewNotFoundError: there is none, or it is somebody else's.
    """
    is_id = type(view_id) is int and 0 < view_id <= LARGEST_ID
    view = uow.session.get(SavedView, view_id) if is_id else None
    if view is None or view.agent_id not in {None, actor.agent_id}:
        raise ViewNotFoundError
    if view.inbox_id is not None and not actor.may_see(view.inbox_id):
        raise ViewNotFoundError
    return view


def _access_to_change(uow: UnitOfWork, actor: Actor, view_id: int) -> SavedView:
    view = access_view(uow, actor, view_id)
    _owner(actor, is_of_team=view.agent_id is None)
    return view


def _owner(actor: Actor, *, is_of_team: bool) -> int | None:
    """Whose view it is; None stands for the team."""
    if is_of_team and not actor.may(Permission.MANAGE_VIEWS):
        raise NotAllowedError
    return None if is_of_team else actor.agent_id


def _in_group(owner_id: int | None) -> ColumnElement[bool]:
    column = col(SavedView.agent_id)
    return column.is_(None) if owner_id is None else column == owner_id


def _leave_room(uow: UnitOfWork, owner_id: int | None) -> None:
    """Nobody sees more than fifty, the team's and their own together."""
    own = select(func.count()).where(col(SavedView.agent_id).is_not(None))
    if owner_id is None:
        own = own.group_by(col(SavedView.agent_id))
    else:
        own = own.where(SavedView.agent_id == owner_id)
    of_team = select(func.count()).where(col(SavedView.agent_id).is_(None))
    most = max(uow.session.exec(own).all(), default=0)
    if uow.session.exec(of_team).one() + most >= MAX_VIEWS:
        raise TooManyViewsError(limit=MAX_VIEWS)


def _last_position(uow: UnitOfWork, owner_id: int | None) -> int:
    found = select(func.max(SavedView.position)).where(_in_group(owner_id))
    return uow.session.exec(found).one() or 0


def _usable_name(name: str) -> str:
    name = " ".join(name[: MAX_NAME * 4].split())[:MAX_NAME]
    if not name:
        raise InvalidInputError(field="name")
    return name


def _known_icon(icon: str) -> str:
    return icon if icon in ICONS else ICONS[0]


def _usable_query(uow: UnitOfWork, query: str) -> str:
    today = uow.now.date()
    if len(query) > MAX_QUERY or not is_understood(query, today):
        raise InvalidInputError(field="query")
    if not read_query(query, today).is_narrowed:
        raise InvalidInputError(field="query")
    return query
