"""The lists of senders that are let through, refused or blocked."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import SQLModel, col, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address, normalise_address, split_token
from inbox_app.domain.enums import SenderRuleKind
from inbox_app.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from inbox_app.domain.filter_rules import FEWEST_LABELS, patterns_for
from inbox_app.domain.free_mail import FREE_MAIL_DOMAINS
from inbox_app.models import Agent, Channel, SenderRule

LONGEST_PATTERN = 320
_table = SQLModel.metadata.tables["sender_rule"]
_INSERTS = {True: sqlite_insert(_table), False: postgresql_insert(_table)}


class SenderRuleNotFoundError(NotFoundError):
    """Somebody took it off the list meanwhile."""

    code = "sender_rule_not_found"


class OwnAddressError(InvalidInputError):
    """`pattern` stands for an address of a channel or of an agent."""

    code = "own_address"


class FreeMailDomainError(InvalidInputError):
    """Anybody may have a mailbox at `domain`."""

    code = "free_mail_domain"


def add_sender_rule(
    uow: UnitOfWork, actor: Actor, *, kind: SenderRuleKind, pattern: str
) -> None:
    """Put an address or a domain on a list; from another list it moves.

    Raises:
        NotAllowedError: only admins keep the lists.
        InvalidInputError: it is neither an address nor a domain.
        OwnAddressError, FreeMailDomainError: see `check_refusable`.
    """
    _require_manager(actor)
    pattern = read_pattern(pattern)
    kind = SenderRuleKind(kind)
    if kind is not SenderRuleKind.ALLOW:
        check_refusable(uow, pattern)
    put_rule(uow, actor, pattern, kind)


def remove_sender_rule(uow: UnitOfWork, actor: Actor, rule_id: int) -> None:
    """Take a pattern off its list.

    Raises:
        NotAllowedError: only admins keep the lists.
        SenderRuleNotFoundError: it is gone.
    """
    _require_manager(actor)
    rule = uow.session.get(SenderRule, rule_id) if type(rule_id) is int else None
    if rule is None:
        raise SenderRuleNotFoundError
    uow.session.delete(rule)


def read_pattern(text: str) -> str:
    """Normalise what somebody typed as an address or a domain.

    Raises:
        InvalidInputError: it is neither.
    """
    typed = text.strip().removeprefix("@") if isinstance(text, str) else ""
    if not typed or len(typed) > LONGEST_PATTERN:
        raise InvalidInputError(field="pattern")
    # A domain is checked as the right half of an address.
    address = normalise_address(typed if "@" in typed else f"x@{typed}")
    if not is_address(address):
        raise InvalidInputError(field="pattern")
    if "@" in typed:
        return address
    domain = address.removeprefix("x@")
    if len(domain.split(".")) < FEWEST_LABELS:
        raise InvalidInputError(field="pattern")
    return domain


def check_refusable(uow: UnitOfWork, pattern: str) -> None:
    """Refuse to keep out ourselves, or everybody with a free mailbox.

    Raises:
        OwnAddressError: it would keep out one of our own addresses.
        FreeMailDomainError: the domain belongs to a crowd.
    """
    if pattern in FREE_MAIL_DOMAINS:
        raise FreeMailDomainError(domain=pattern, field="pattern")
    channels = uow.session.exec(select(Channel.address, Channel.aliases))
    ours = [one for address, aliases in channels for one in (address, *aliases)]
    ours += uow.session.exec(select(Agent.email).where(col(Agent.is_active)))
    base = split_token(pattern)[0]
    for address in map(normalise_address, ours):
        if base in patterns_for(address):
            raise OwnAddressError(pattern=pattern, field="pattern")


def read_rule(uow: UnitOfWork, pattern: str) -> SenderRuleKind | None:
    """Find the list that a pattern is on."""
    found = select(SenderRule.kind).where(SenderRule.pattern == pattern)
    kind = uow.session.exec(found).first()
    return SenderRuleKind(kind) if kind else None


def put_rule(
    uow: UnitOfWork, actor: Actor, pattern: str, kind: SenderRuleKind | None
) -> SenderRuleKind | None:
    """Put a pattern on a list, or with None on none; returns where it was before.

    Two agents may do so at the same moment: the later one counts.
    """
    before = read_rule(uow, pattern)
    if kind is None:
        uow.session.connection().execute(
            delete(SenderRule).where(col(SenderRule.pattern) == pattern)
        )
        return before
    row: dict[str, str | int | datetime] = {
        "kind": kind,
        "pattern": pattern,
        "agent_id": actor.agent_id,
        "created_at": uow.now,
    }
    new = {name: row[name] for name in ("kind", "agent_id", "created_at")}
    uow.session.connection().execute(
        _INSERTS[uow.is_sqlite]
        .values(row)
        .on_conflict_do_update(index_elements=["pattern"], set_=new)
    )
    return before


def _require_manager(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_RULES):
        raise NotAllowedError
