"""The people of the team: accounts, roles, memberships and their own profile."""

import re

from sqlmodel import col, func, select

from inbox_app.db.access import access_agent, access_inbox
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import sanitise_editor_html
from inbox_app.domain.enums import Role
from inbox_app.domain.errors import (
    InvalidAddressError,
    InvalidInputError,
    InvalidLinkError,
    NotAllowedError,
)
from inbox_app.domain.events import AgentChanged
from inbox_app.i18n import LANGUAGES
from inbox_app.models import Agent, Inbox, InboxMember
from inbox_app.services.passwords import hash_password, verify_password
from inbox_app.services.sessions import log_out_everywhere, normalize_email

AFTER_CLOSE = ("next", "list", "stay")
THEMES = ("system", "light", "dark")
LONGEST_SIGNATURE = 20_000

# No name or password before the host: it would hide where the link leads.
_HTTPS = re.compile(r"https://[\w.-]+(?::\d{1,5})?(?:[/?#][^\s<>\"'\\]*)?")
LONGEST_URL = 500
_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")


class EmailTakenError(InvalidInputError):
    """Another agent logs in with this address."""

    code = "email_taken"


class EmptyFieldError(InvalidInputError):
    """`field` must not be left empty."""

    code = "empty_field"


class WrongPasswordError(InvalidInputError):
    """The current password that was typed to change it is not the right one."""

    code = "wrong_password"


class LastAdminError(NotAllowedError):
    """Somebody must be left who can open the settings."""

    code = "last_admin"


def create_agent(
    uow: UnitOfWork,
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str,
    role: Role = Role.AGENT,
    inbox_ids: frozenset[int] = frozenset(),
) -> Agent:
    """Add somebody to the team, and to inboxes that exist.

    Raises:
        NotAllowedError: only admins may.
        InvalidInputError: `field` names what cannot be used.
        InboxNotFoundError: one of the inboxes is gone.
    """
    _require_manager(actor)
    agent = add_agent(uow, email=email, name=name, password=password, role=role)
    for inbox_id in sorted(inbox_ids):
        access_inbox(uow, actor, inbox_id)
        uow.session.add(InboxMember(inbox_id=inbox_id, agent_id=_id_of(agent)))
    return agent


def add_agent(
    uow: UnitOfWork,
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    language: str = "",
) -> Agent:
    """Make an account on nobody's behalf: first set-up, command line, sample.

    Raises:
        InvalidInputError: `field` names what cannot be used.
    """
    email = normalize_email(email)
    if not email:
        raise EmptyFieldError(field="email")
    if not _ADDRESS.fullmatch(email):
        raise InvalidAddressError(field="email", address=email)
    if uow.session.exec(select(Agent.id).where(Agent.email == email)).first():
        raise EmailTakenError(field="email")
    agent = Agent(
        email=email,
        name=_clean_name(name),
        password_hash=hash_password(password),
        role=role,
        language=_clean_language(language),
        created_at=uow.now,
    )
    uow.session.add(agent)
    uow.session.flush()
    uow.emit(AgentChanged(_id_of(agent)))
    return agent


def make_admin(uow: UnitOfWork, *, email: str, name: str, password: str) -> bool:
    """Let somebody in as an admin, whoever is locked out; for the command line.

    Who has an account gets this password and is signed out everywhere; anybody
    else gets an account. Returns whether it is a new one.

    Raises:
        InvalidInputError: `field` names what cannot be used.
    """
    found = uow.session.exec(
        select(Agent).where(Agent.email == normalize_email(email))
    ).first()
    if found is None:
        add_agent(uow, email=email, name=name, password=password, role=Role.ADMIN)
        return True
    found.name = _clean_name(name)
    found.password_hash = hash_password(password)
    found.role, found.is_active = Role.ADMIN, True
    uow.session.add(found)
    log_out_everywhere(uow, _id_of(found))
    return False


def update_agent(
    uow: UnitOfWork,
    actor: Actor,
    agent_id: int,
    *,
    role: Role | None = None,
    is_active: bool | None = None,
) -> None:
    """Change what an agent may do; who is deactivated is signed out at once.

    Raises:
        NotAllowedError: only admins may.
        LastAdminError: nobody else could open the settings.
        AgentNotFoundError: there is none.
    """
    _require_manager(actor)
    agent = access_agent(uow, actor, agent_id)
    new_role = agent.role if role is None else role
    stays_active = agent.is_active if is_active is None else is_active
    was_admin = agent.is_active and agent.role is Role.ADMIN
    if was_admin and not (stays_active and new_role is Role.ADMIN):
        _require_other_admin(uow, agent_id)
    agent.role, agent.is_active = new_role, stays_active
    uow.session.add(agent)
    if not stays_active:
        log_out_everywhere(uow, agent_id)
    uow.emit(AgentChanged(agent_id))


def set_membership(
    uow: UnitOfWork, actor: Actor, agent_id: int, inbox_ids: frozenset[int]
) -> None:
    """Make these the inboxes that an agent may act in.

    Raises:
        NotAllowedError: only admins may.
        AgentNotFoundError: there is none.
        InboxNotFoundError: one of the inboxes is gone.
    """
    _require_manager(actor)
    access_agent(uow, actor, agent_id)
    for inbox_id in inbox_ids:
        access_inbox(uow, actor, inbox_id)
    existing = uow.session.exec(
        select(InboxMember).where(InboxMember.agent_id == agent_id)
    ).all()
    for member in existing:
        if member.inbox_id not in inbox_ids:
            uow.session.delete(member)
    for inbox_id in sorted(inbox_ids - {member.inbox_id for member in existing}):
        uow.session.add(InboxMember(inbox_id=inbox_id, agent_id=agent_id))
    uow.emit(AgentChanged(agent_id))


def update_profile(
    uow: UnitOfWork,
    actor: Actor,
    *,
    name: str | None = None,
    language: str | None = None,
    theme: str | None = None,
    signature_html: str | None = None,
    meeting_url: str | None = None,
    after_close: str | None = None,
) -> None:
    """Change one's own profile; what is None stays.

    Raises:
        InvalidInputError: `field` names what cannot be used.
    """
    agent = access_agent(uow, actor, actor.agent_id)
    if name is not None:
        agent.name = _clean_name(name)
    if language is not None:
        agent.language = _clean_language(language)
    if theme is not None:
        agent.theme = _one_of(THEMES, theme, "theme")
    if signature_html is not None:
        agent.signature_html = clean_signature(signature_html)
    if meeting_url is not None:
        agent.meeting_url = _clean_meeting_url(meeting_url)
    if after_close is not None:
        agent.after_close = _one_of(AFTER_CLOSE, after_close, "after_close")
    uow.session.add(agent)
    uow.emit(AgentChanged(actor.agent_id))


def _clean_meeting_url(url: str) -> str:
    """Take an https address, or nothing.

    Raises:
        InvalidLinkError: it is another kind of address, or none.
    """
    url = url.strip()
    if url and (len(url) > LONGEST_URL or not _HTTPS.fullmatch(url)):
        raise InvalidLinkError(field="meeting_url")
    return url


def change_password(
    uow: UnitOfWork, actor: Actor, *, current: str, new: str, token_hash: str
) -> None:
    """Change one's own password; every other session of the agent ends.

    Raises:
        WrongPasswordError: `current` is not it.
        WeakPasswordError: the new one is too short.
    """
    agent = access_agent(uow, actor, actor.agent_id)
    if not verify_password(agent.password_hash, current):
        raise WrongPasswordError(field="current_password")
    agent.password_hash = hash_password(new)
    uow.session.add(agent)
    log_out_everywhere(uow, actor.agent_id, except_token_hash=token_hash)


def reset_password(uow: UnitOfWork, actor: Actor, agent_id: int, new: str) -> None:
    """Give an agent another password and sign them out everywhere.

    Raises:
        NotAllowedError: only admins may.
        AgentNotFoundError: there is none.
        WeakPasswordError: it is too short.
    """
    _require_manager(actor)
    agent = access_agent(uow, actor, agent_id)
    agent.password_hash = hash_password(new)
    uow.session.add(agent)
    log_out_everywhere(uow, agent_id)


def clean_signature(html: str) -> str:
    """Return what may be kept of a signature as it came from an editor.

    Raises:
        InvalidInputError: it is too long.
    """
    if len(html) > LONGEST_SIGNATURE:
        raise InvalidInputError(field="signature_html")
    return sanitise_editor_html(html.replace("\x00", ""))


def _require_manager(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_AGENTS):
        raise NotAllowedError


def _require_other_admin(uow: UnitOfWork, agent_id: int) -> None:
    others = uow.session.exec(
        select(func.count())
        .select_from(Agent)
        .where(
            Agent.role == Role.ADMIN,
            col(Agent.is_active),
            col(Agent.id) != agent_id,
        )
    ).one()
    if not others:
        raise LastAdminError


def _clean_name(name: str) -> str:
    cleaned = " ".join(name.replace("\x00", "").split())[:200]
    if not cleaned:
        raise EmptyFieldError(field="name")
    return cleaned


def _clean_language(language: str) -> str:
    if language and language not in LANGUAGES:
        raise InvalidInputError(field="language")
    return language


def _id_of(row: Agent | Inbox) -> int:
    if row.id is None:
        msg = "the row has not been flushed"
        raise ValueError(msg)
    return row.id


def _one_of(choices: tuple[str, ...], wish: str, field: str) -> str:
    if wish not in choices:
        raise InvalidInputError(field=field)
    return wish
