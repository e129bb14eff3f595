"""What the palette finds: conversations by words or number, and whose they are."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from inbox_app.db.access import access_conversation
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.errors import ConversationNotFoundError
from inbox_app.domain.search_words import Term, find_excerpt, parse_words
from inbox_app.queries.conversation_rows import read_rows
from inbox_app.queries.conversations import list_conversations
from inbox_app.queries.reading import fetch_all
from inbox_app.queries.tables import conversation
from inbox_app.viewmodels.conversation import ConversationRow

MAX_CONVERSATIONS = 6
MAX_PEOPLE = 4
MAX_RECENT = 5
SHORTEST_QUESTION = 2
MAX_ID_DIGITS = 9

_c = conversation.c
_CONTACTS = select(_c.id, _c.contact_id).where(
    _c.id.in_(bindparam("ids", expanding=True)), _c.contact_id.is_not(None)
)


class FoundPerson(NamedTuple):
    """Somebody outside whose name or address has the words."""

    contact_id: int
    name: str
    address: str


class Found(NamedTuple):
    """The answer to one question."""

    conversations: list[ConversationRow]
    people: list[FoundPerson]


def find_for_palette(uow: UnitOfWork, actor: Actor, words: str) -> Found:
    """Find what somebody types the beginning of, in every inbox they may see.

    People come from the conversations that were found, so that nobody is named
    whom the actor has no conversation with.
    """
    rows = _by_number(uow, actor, words)
    if len(words.strip()) < SHORTEST_QUESTION:
        return Found(rows, [])
    wanted = ConversationFilter(words=words[:300], hide_filtered=True, hide_trash=True)
    found = list_conversations(uow, actor, wanted)["rows"]
    known = {row["id"] for row in rows}
    rows += [row for row in found if row["id"] not in known]
    return Found(rows[:MAX_CONVERSATIONS], _people_of(uow, found, words))


def read_recent(
    uow: UnitOfWork, actor: Actor, conversation_ids: list[int]
) -> list[ConversationRow]:
    """Read what was opened lately; what is gone, or no longer theirs, is left out."""
    return [
        row
        for conversation_id in conversation_ids[:MAX_RECENT]
        for row in _read_one(uow, actor, conversation_id)
    ]


def _by_number(uow: UnitOfWork, actor: Actor, words: str) -> list[ConversationRow]:
    digits = words.strip().removeprefix("#")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= MAX_ID_DIGITS
    return _read_one(uow, actor, int(digits)) if is_number else []


def _read_one(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> list[ConversationRow]:
    try:
        access_conversation(uow, actor, conversation_id)
    except ConversationNotFoundError:
        return []
    return read_rows(uow, actor, [conversation_id])


def _people_of(
    uow: UnitOfWork, rows: list[ConversationRow], words: str
) -> list[FoundPerson]:
    terms = parse_words(words, shortest_prefix=1)
    ids = [row["id"] for row in rows if _is_named(row, terms)]
    if not ids:
        return []
    contacts = dict(tuple(row) for row in fetch_all(uow, _CONTACTS, ids=ids))
    people: dict[int, FoundPerson] = {}
    for row in rows:
        contact_id = contacts.get(row["id"])
        if contact_id is not None and contact_id not in people:
            people[contact_id] = FoundPerson(contact_id, row["name"], row["address"])
    return list(people.values())[:MAX_PEOPLE]


def _is_named(row: ConversationRow, terms: tuple[Term, ...]) -> bool:
    named = f"{row['name']} {row['address']}"
    return all(find_excerpt([named], [term]) for term in terms)
