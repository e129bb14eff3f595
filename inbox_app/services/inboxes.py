"""Inboxes and who may act in them."""

from inbox_app.db.access import access_agent, access_inbox
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import NotAllowedError
from inbox_app.domain.events import AgentChanged, InboxChanged
from inbox_app.models import Inbox, InboxMember
from inbox_app.services.agents import EmptyFieldError

LONGEST_NAME = 200


def create_inbox(uow: UnitOfWork, actor: Actor, *, name: str) -> int:
    """Make an inbox with the actor as its first member; returns its id.

    Raises:
        NotAllowedError: only admins may.
        EmptyFieldError: it has no name.
    """
    _require_manager(actor)
    inbox = Inbox(name=_clean_name(name), created_at=uow.now)
    uow.session.add(inbox)
    uow.session.flush()
    assert inbox.id is not None
    uow.session.add(InboxMember(inbox_id=inbox.id, agent_id=actor.agent_id))
    uow.emit(AgentChanged(actor.agent_id))
    uow.emit(InboxChanged(inbox.id))
    return inbox.id


def rename_inbox(uow: UnitOfWork, actor: Actor, inbox_id: int, *, name: str) -> None:
    """Give an inbox another name.

    Raises:
        NotAllowedError: only admins may.
        InboxNotFoundError: there is none.
        EmptyFieldError: the name is empty.
    """
    _require_manager(actor)
    inbox = access_inbox(uow, actor, inbox_id)
    inbox.name = _clean_name(name)
    uow.session.add(inbox)
    uow.emit(InboxChanged(inbox_id))


def set_member(
    uow: UnitOfWork,
    actor: Actor,
    inbox_id: int,
    agent_id: int,
    *,
    is_member: bool,
) -> None:
    """Let an agent act in an inbox, or no longer; what is so already stays.

    Raises:
        NotAllowedError: only admins may.
        InboxNotFoundError: there is no such inbox.
        AgentNotFoundError: there is no such agent.
    """
    _require_manager(actor)
    access_inbox(uow, actor, inbox_id)
    access_agent(uow, actor, agent_id)
    found = uow.session.get(InboxMember, (inbox_id, agent_id))
    if is_member == (found is not None):
        return
    if found is not None:
        uow.session.delete(found)
    else:
        uow.session.add(InboxMember(inbox_id=inbox_id, agent_id=agent_id))
    uow.emit(AgentChanged(agent_id))


def _require_manager(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_AGENTS):
        raise NotAllowedError


def _clean_name(name: str) -> str:
    cleaned = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    if not cleaned:
        raise EmptyFieldError(field="name")
    return cleaned
