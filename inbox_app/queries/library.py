"""The library: what there is to insert, and how it reads in a conversation."""

from sqlmodel import col, select

from inbox_app.db.access import LARGEST_ID, access_conversation
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.errors import LibraryItemNotFoundError
from inbox_app.domain.library import fold_text
from inbox_app.domain.snippet_fields import fill_fields, first_name
from inbox_app.models import Agent, Snippet
from inbox_app.viewmodels.library import Insertable, SnippetView

MOST_SNIPPETS = 500
MOST_OFFERED = 20


def read_snippets(uow: UnitOfWork) -> list[SnippetView]:
    """Read all snippets, by name."""
    statement = select(Snippet).order_by(col(Snippet.name), col(Snippet.id))
    return [
        SnippetView(id=one.id or 0, name=one.name, shortcut=one.shortcut, html=one.html)
        for one in uow.session.exec(statement.limit(MOST_SNIPPETS))
    ]


def read_shortcuts(uow: UnitOfWork) -> list[Insertable]:
    """Read what can follow a `#` in the editor, by shortcut."""
    statement = select(Snippet.id, Snippet.name, Snippet.shortcut)
    rows = uow.session.exec(
        statement.order_by(col(Snippet.shortcut)).limit(MOST_SNIPPETS)
    )
    return [_insertable("snippet", *row) for row in rows]


def read_insertables(uow: UnitOfWork, actor: Actor, typed: str) -> list[Insertable]:
    """Find what the insert menu offers for what was typed, accents aside."""
    words = fold_text(typed[:100]).split()
    found = [
        one
        for one in read_shortcuts(uow)
        if all(word in fold_text(f"{one['label']} {one['hint']}") for word in words)
    ][:MOST_OFFERED]
    if not words and uow.session.get_one(Agent, actor.agent_id).meeting_url:
        found.append(_insertable("meeting", 0, "", ""))
    return found


def fill_snippet(
    uow: UnitOfWork, actor: Actor, snippet_id: int, conversation_id: int
) -> str:
    """Write a snippet out for a conversation; values are text, gaps are marked.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        LibraryItemNotFoundError: there is no such snippet.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    is_id = type(snippet_id) is int and 0 < snippet_id <= LARGEST_ID
    snippet = uow.session.get(Snippet, snippet_id) if is_id else None
    if snippet is None:
        raise LibraryItemNotFoundError
    agent = uow.session.get_one(Agent, actor.agent_id)
    values = {
        "contact.name": conversation.contact_name,
        "contact.first_name": first_name(conversation.contact_name),
        "contact.email": conversation.contact_address,
        "agent.name": agent.name,
        "agent.email": agent.email,
        "conversation.subject": conversation.subject,
    }
    return fill_fields(snippet.html, values)


def read_meeting_url(uow: UnitOfWork, actor: Actor) -> str:
    """Read where customers book a meeting with the actor; empty for nowhere."""
    return uow.session.get_one(Agent, actor.agent_id).meeting_url


def _insertable(
    kind: str, number: int | None, label: str, hint: str, *, is_draft: bool = False
) -> Insertable:
    return Insertable(
        key=f"{kind}:{number}",
        id=number or 0,
        kind=kind,
        label=label,
        hint=hint,
        is_draft=is_draft,
    )
