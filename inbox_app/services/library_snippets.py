"""Snippets: short texts that the team uses again and again."""

from sqlmodel import select

from inbox_app.db.access import LARGEST_ID
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import is_blank, sanitise_editor_html
from inbox_app.domain.errors import (
    LibraryItemNotFoundError,
    NameTakenError,
    NotAllowedError,
    TooLargeError,
)
from inbox_app.domain.library import make_name
from inbox_app.models import Snippet
from inbox_app.services.agents import EmptyFieldError

LONGEST_NAME = 120
LONGEST_SHORTCUT = 40
LARGEST_HTML = 200_000


def save_snippet(
    uow: UnitOfWork,
    actor: Actor,
    snippet_id: int | None,
    *,
    name: str,
    shortcut: str,
    html: str,
) -> int:
    """Write a snippet, a new one without an id; returns its id.

    Without a shortcut of its own it takes one from its name.

    Raises:
        NotAllowedError: the role lacks the right.
        LibraryItemNotFoundError: there is none with this id.
        EmptyFieldError: it has no name, or no text.
        NameTakenError: another one has this shortcut.
        TooLargeError: that is no short text.
    """
    require_librarian(actor)
    name = clean_line(name, LONGEST_NAME)
    shortcut = make_name(shortcut or name, LONGEST_SHORTCUT)
    if not name or not shortcut:
        raise EmptyFieldError(field="name")
    html = clean_html(html)
    snippet = (
        Snippet(name=name, shortcut=shortcut, updated_at=uow.now)
        if snippet_id is None
        else _find(uow, snippet_id)
    )
    taken = select(Snippet.id).where(Snippet.shortcut == shortcut)
    if uow.session.exec(taken).first() not in (None, snippet.id):
        raise NameTakenError(field="shortcut", name=shortcut)
    snippet.name, snippet.shortcut, snippet.html = name, shortcut, html
    snippet.updated_at = uow.now
    uow.session.add(snippet)
    uow.session.flush()
    assert snippet.id is not None
    return snippet.id


def delete_snippet(uow: UnitOfWork, actor: Actor, snippet_id: int) -> None:
    """Take a snippet out of the library.

    Raises:
        NotAllowedError: the role lacks the right.
        LibraryItemNotFoundError: there is none.
    """
    require_librarian(actor)
    uow.session.delete(_find(uow, snippet_id))


def require_librarian(actor: Actor) -> None:
    """Refuse who may not write what all insert.

    Raises:
        NotAllowedError: the role lacks the right.
    """
    if not actor.may(Permission.MANAGE_LIBRARY):
        raise NotAllowedError


def clean_line(text: str, longest: int) -> str:
    """Keep the words of one line."""
    return " ".join(text.replace("\x00", "").split())[:longest].strip()


def clean_html(html: str) -> str:
    """Keep what the editor can make.

    Raises:
        EmptyFieldError: nothing can be read in it.
        TooLargeError: it is far too long.
    """
    if len(html) > LARGEST_HTML:
        raise TooLargeError(limit_mb=1)
    cleaned = sanitise_editor_html(html)
    if is_blank(cleaned):
        raise EmptyFieldError(field="html")
    return cleaned


def _find(uow: UnitOfWork, snippet_id: int) -> Snippet:
    is_id = type(snippet_id) is int and 0 < snippet_id <= LARGEST_ID
    found = uow.session.get(Snippet, snippet_id) if is_id else None
    if found is None:
        raise LibraryItemNotFoundError
    return found
