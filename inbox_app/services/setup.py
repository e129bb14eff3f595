"""The first run: one admin and one inbox, once."""

from sqlalchemy import text
from sqlmodel import select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.enums import Role
from inbox_app.domain.errors import NotAllowedError
from inbox_app.models import Agent, Inbox, InboxMember
from inbox_app.services.agents import EmptyFieldError, add_agent


class AlreadySetUpError(NotAllowedError):
    """Somebody was here first."""

    code = "already_set_up"


def first_run_is_open(uow: UnitOfWork) -> bool:
    """Tell whether nobody has an account yet."""
    return uow.session.exec(select(Agent.id).limit(1)).first() is None


def set_up_workspace(
    uow: UnitOfWork, *, name: str, email: str, password: str, inbox_name: str
) -> Agent:
    """Make the first admin, and the first inbox with that admin as its member.

    Raises:
        AlreadySetUpError: there is an agent.
        InvalidInputError: `field` names what cannot be used.
    """
    if not uow.is_sqlite:
        # Two people may send the form at once; SQLite has one writer anyway.
        uow.session.connection().execute(
            text("LOCK TABLE agent IN SHARE ROW EXCLUSIVE MODE")
        )
    if not first_run_is_open(uow):
        raise AlreadySetUpError
    inbox_name = " ".join(inbox_name.replace("\x00", "").split())[:200]
    if not inbox_name:
        raise EmptyFieldError(field="inbox_name")
    agent = add_agent(uow, email=email, name=name, password=password, role=Role.ADMIN)
    inbox = Inbox(name=inbox_name, created_at=uow.now)
    uow.session.add(inbox)
    uow.session.flush()
    uow.session.add(InboxMember(inbox_id=inbox.id or 0, agent_id=agent.id or 0))
    return agent
