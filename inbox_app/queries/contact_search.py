"""People whom a mail may be addressed to, found as their name is typed.

Names come from the full text index, the newest correspondence first, so that the
work does not grow with the number of contacts; addresses from their own index.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import bindparam, select

from inbox_app.db.access import visible_inboxes
from inbox_app.db.search import AnySelect, all_hits, newest_hits, write_match
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.search_words import parse_words
from inbox_app.queries.reading import fetch_all
from inbox_app.queries.tables import (
    contact,
    conversation,
    handle,
    participant,
    search_document,
)
from inbox_app.viewmodels.conversation import MailAddress

MAX_FOUND = 8
MAX_HITS = 200
MAX_HANDLES = 50
LONGEST_TYPED = 100


def find_contacts(uow: UnitOfWork, actor: Actor, typed: str) -> list[MailAddress]:
    """Find those with a word of the name, or an address, that begins as typed.

    Only people who took part in an inbox that the actor may see are known to them.
    """
    typed = typed[:LONGEST_TYPED].strip()
    if not typed:
        return []
    people = [*_by_address(uow, actor, typed), *_by_name(uow, actor, typed)]
    return _each_once(people)[:MAX_FOUND]


def _by_address(uow: UnitOfWork, actor: Actor, typed: str) -> list[MailAddress]:
    start = normalise_address(typed)
    # The first text that no longer begins so; whatever sorts oddly is sifted below.
    end = start[:-1] + chr(min(ord(start[-1]) + 1, 0x10FFFF))
    rows = fetch_all(uow, _address_statement(_whose(actor)), start=start, end=end)
    return [
        MailAddress(name=row.name, address=row.value)
        for row in rows
        if row.value.startswith(start)
    ]


def _by_name(uow: UnitOfWork, actor: Actor, typed: str) -> list[MailAddress]:
    terms = parse_words(typed, shortest_prefix=1)
    if not terms:
        return []
    is_sqlite = uow.is_sqlite
    match = write_match(terms, is_sqlite=is_sqlite)
    if is_sqlite:
        match = f"people : ({match})"
    rows = fetch_all(uow, _name_statement(_whose(actor), is_sqlite), match=match)
    wanted = _fold(typed).split()
    return [
        MailAddress(name=row.name, address=row.address)
        for row in rows
        if _fits(row.name, wanted)
    ]


def _fits(name: str, wanted: list[str]) -> bool:
    words = _fold(name).split()
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _fold(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def _each_once(people: Iterable[MailAddress]) -> list[MailAddress]:
    found: dict[str, MailAddress] = {}
    for person in people:
        found.setdefault(normalise_address(person["address"]), person)
    return list(found.values())


def _whose(actor: Actor) -> Actor:
    """The actor reduced to what the statements depend on, so that few are built."""
    ids = frozenset() if actor.is_admin else actor.inbox_ids
    return Actor(0, "", actor.role, ids)


@lru_cache(maxsize=256)
def _address_statement(actor: Actor) -> AnySelect:
    is_known = (
        select(conversation.c.id)
        .where(
            conversation.c.contact_id == contact.c.id,
            visible_inboxes(actor, conversation.c.inbox_id),
        )
        .exists()
    )
    took_part = (
        select(participant.c.id)
        .join_from(
            participant,
            conversation,
            conversation.c.id == participant.c.conversation_id,
        )
        .where(
            participant.c.address == handle.c.value,
            visible_inboxes(actor, conversation.c.inbox_id),
        )
        .exists()
    )
    return (
        select(handle.c.value, contact.c.name)
        .join_from(handle, contact, contact.c.id == handle.c.contact_id)
        .where(
            handle.c.kind == "email",
            handle.c.value >= bindparam("start"),
            handle.c.value < bindparam("end"),
            is_known | took_part,
        )
        .order_by(handle.c.value)
        .limit(MAX_HANDLES)
    )


@lru_cache(maxsize=256)
def _name_statement(actor: Actor, is_sqlite: bool) -> AnySelect:  # noqa: FBT001 - a key
    hits = newest_hits(all_hits(is_sqlite=is_sqlite), MAX_HITS)
    d = search_document.c
    places = (
        select(d.conversation_id)
        .join_from(hits, search_document, d.id == hits.c.id)
        .join(conversation, conversation.c.id == d.conversation_id)
        .where(visible_inboxes(actor, conversation.c.inbox_id))
    )
    return (
        select(participant.c.name, participant.c.address)
        .where(participant.c.conversation_id.in_(places))
        .order_by(participant.c.id.desc())
        .limit(MAX_HITS * 5)
    )
