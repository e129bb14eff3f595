"""Log-in, log-out, and who a session belongs to.

The browser holds 256 random bits in a cookie; the database holds their SHA-256,
so that a stolen copy of it opens nothing. An attempt is counted before the
password is looked at, which makes guesses that run at the same time count too,
and the slow hashing happens outside any transaction.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, delete, func, select

from inbox_app.db.unit_of_work import Store, UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.errors import (
    LogInRefusedError,
    LogInThrottledError,
    NotSignedInError,
)
from inbox_app.domain.events import AgentChanged
from inbox_app.models import Agent, AgentSession, InboxMember, LogInFailure
from inbox_app.services.passwords import renew_hash, verify_password

# A team often shares one network address, so that one may fail more often.
FREE_FAILURES_OF_ADDRESS = 5
FREE_FAILURES_OF_NETWORK = 25
LONGEST_WAIT_SECONDS = 300
FAILURES_COUNT_FOR = timedelta(hours=1)
RENEW_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and the agent behind it."""

    actor: Actor
    expires_at: datetime
    is_renewable: bool


@dataclass(frozen=True, slots=True)
class _Attempt:
    agent_id: int
    network: LogInFailure
    password_hash: str


def hash_token(token: str) -> str:
    """Return the key that a session cookie is stored under."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def normalize_email(email: str) -> str:
    """Return an address as agents log in with it; too long or odd ones match none."""
    return email.strip().replace("\x00", "").casefold()[:320]


def log_in(
    store: Store, email: str, password: str, *, user_agent: str, network_address: str
) -> tuple[str, AgentSession]:
    """Check a password and start a session; returns the cookie's token with it.

    Opens transactions of its own: run it with `Store.in_thread`.

    Raises:
        LogInThrottledError: there were too many failures; `seconds` to wait.
        LogInRefusedError: unknown address, wrong password or inactive agent.
    """
    with store.write() as uow:
        attempt = _count_attempt(uow, normalize_email(email), network_address)
    if not verify_password(attempt.password_hash, password):
        raise LogInRefusedError
    renewed_hash = renew_hash(attempt.password_hash, password)
    with store.write() as uow:
        return _start_session(uow, attempt, renewed_hash, user_agent)


def start_session(
    uow: UnitOfWork, agent_id: int, user_agent: str
) -> tuple[str, AgentSession]:
    """Sign an agent in without a password, right after the account was made."""
    uow.session.exec(delete(AgentSession).where(col(AgentSession.expires_at) < uow.now))
    token = secrets.token_urlsafe(32)
    session = AgentSession(
        token_hash=hash_token(token),
        agent_id=agent_id,
        created_at=uow.now,
        expires_at=uow.now + timedelta(days=uow.settings.session_days),
        user_agent=user_agent.replace("\x00", "")[:300],
    )
    uow.session.add(session)
    uow.session.flush()
    return token, session


def log_out(uow: UnitOfWork, token_hash: str) -> None:
    """End one session; ending one that is gone is fine."""
    found = _find_session(uow, token_hash)
    if found is not None:
        uow.session.delete(found)
        uow.emit(AgentChanged(found.agent_id))


def log_out_everywhere(
    uow: UnitOfWork, agent_id: int, *, except_token_hash: str = ""
) -> None:
    """End all sessions of an agent, but for the one that may stay."""
    uow.session.exec(
        delete(AgentSession).where(
            col(AgentSession.agent_id) == agent_id,
            col(AgentSession.token_hash) != except_token_hash,
        )
    )
    uow.emit(AgentChanged(agent_id))


def resolve_session(uow: UnitOfWork, token_hash: str) -> SignedIn | None:
    """Find out who a session belongs to; None when it is over.

    The actor's language is empty when the agent follows the browser's.
    """
    found = uow.session.exec(
        select(AgentSession, Agent)
        .join(Agent, col(Agent.id) == col(AgentSession.agent_id))
        .where(
            AgentSession.token_hash == token_hash,
            col(AgentSession.expires_at) > uow.now,
            col(Agent.is_active),
        )
    ).first()
    if found is None:
        return None
    session, agent = found
    inbox_ids = uow.session.exec(
        select(InboxMember.inbox_id).where(InboxMember.agent_id == agent.id)
    ).all()
    whole_span = timedelta(days=uow.settings.session_days)
    return SignedIn(
        Actor(
            agent_id=session.agent_id,
            name=agent.name,
            role=agent.role,
            inbox_ids=frozenset(inbox_ids),
            language=agent.language,
        ),
        expires_at=session.expires_at,
        is_renewable=session.expires_at - uow.now < whole_span - RENEW_AFTER,
    )


def renew_session(uow: UnitOfWork, token_hash: str) -> None:
    """Let a session that is in use go on for the whole span again."""
    found = _find_session(uow, token_hash)
    if found is not None and found.expires_at > uow.now:
        found.expires_at = uow.now + timedelta(days=uow.settings.session_days)
        uow.session.add(found)


def require_actor(signed_in: SignedIn | None) -> Actor:
    """Return the actor of a session that must be there.

    Raises:
        NotSignedInError: it is not.
    """
    if signed_in is None:
        raise NotSignedInError
    return signed_in.actor


def _count_attempt(uow: UnitOfWork, email: str, network_address: str) -> _Attempt:
    """Count a failure in advance; success takes it back."""
    uow.session.exec(
        delete(LogInFailure).where(
            col(LogInFailure.failed_at) < uow.now - FAILURES_COUNT_FOR
        )
    )
    by_network = f"network {network_address[:300]}"
    wait = max(
        _wait_seconds(uow, email, FREE_FAILURES_OF_ADDRESS),
        _wait_seconds(uow, by_network, FREE_FAILURES_OF_NETWORK),
    )
    if wait > 0:
        raise LogInThrottledError(seconds=wait)
    of_network = LogInFailure(subject=by_network, failed_at=uow.now)
    uow.session.add(of_network)
    uow.session.add(LogInFailure(subject=email, failed_at=uow.now))
    uow.session.flush()
    agent = uow.session.exec(select(Agent).where(Agent.email == email)).first()
    if agent is None or not agent.is_active:
        return _Attempt(0, of_network, "")
    return _Attempt(agent.id or 0, of_network, agent.password_hash)


def _wait_seconds(uow: UnitOfWork, subject: str, free: int) -> int:
    count, newest = uow.session.exec(
        select(func.count(), func.max(LogInFailure.failed_at)).where(
            LogInFailure.subject == subject
        )
    ).one()
    if count < free or newest is None:
        return 0
    wait = min(5 * 2 ** min(count - free, 10), LONGEST_WAIT_SECONDS)
    return max(0, wait - int((uow.now - newest).total_seconds()))


def _start_session(
    uow: UnitOfWork, attempt: _Attempt, renewed_hash: str | None, user_agent: str
) -> tuple[str, AgentSession]:
    agent = uow.session.get(Agent, attempt.agent_id)
    # It may have changed while the password was being checked.
    if (
        agent is None
        or not agent.is_active
        or agent.password_hash != attempt.password_hash
    ):
        raise LogInRefusedError
    if renewed_hash is not None:
        agent.password_hash = renewed_hash
        uow.session.add(agent)
    uow.session.exec(
        delete(LogInFailure).where(
            (col(LogInFailure.subject) == agent.email)
            | (col(LogInFailure.id) == attempt.network.id)
        )
    )
    return start_session(uow, attempt.agent_id, user_agent)


def _find_session(uow: UnitOfWork, token_hash: str) -> AgentSession | None:
    return uow.session.exec(
        select(AgentSession).where(AgentSession.token_hash == token_hash)
    ).first()
