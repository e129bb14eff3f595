"""Tags: the words the team sorts conversations by."""

from sqlalchemy import bindparam
from sqlmodel import col, func, select, update

from inbox_app.db.access import is_id
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import (
    InvalidInputError,
    NameTakenError,
    NotAllowedError,
    TagNotFoundError,
)
from inbox_app.domain.events import TagsChanged
from inbox_app.models import Conversation, ConversationTag, Tag
from inbox_app.services.agents import EmptyFieldError

LONGEST_NAME = 60
MOST_TAGS = 500
HUES = 360
# Neighbours that are made one after another should not look alike.
HUE_STEP = 150
CLEANED_AT_ONCE = 500


class TooManyTagsError(InvalidInputError):
    """Nobody finds a tag among so many; `limit` says how many there may be."""

    code = "too_many_tags"


def create_tag(uow: UnitOfWork, actor: Actor, *, name: str) -> int:
    """Make a tag, in a colour of its own choice; returns its id.

    Raises:
        NotAllowedError: the role may not tag.
        InvalidInputError: the name is empty or taken, or there are too many.
    """
    _require(actor, Permission.TAG)
    name = _free_name(uow, name)
    count = uow.session.exec(select(func.count()).select_from(Tag)).one()
    if count >= MOST_TAGS:
        raise TooManyTagsError(limit=MOST_TAGS)
    tag = Tag(name=name, hue=count * HUE_STEP % HUES)
    uow.session.add(tag)
    uow.session.flush()
    uow.emit(TagsChanged())
    assert tag.id is not None
    return tag.id


def update_tag(
    uow: UnitOfWork,
    actor: Actor,
    tag_id: int,
    *,
    name: str | None = None,
    hue: int | None = None,
) -> None:
    """Give a tag another name or colour; what is None stays.

    Raises:
        NotAllowedError: the role may not change what the team shares.
        TagNotFoundError: there is none.
        InvalidInputError: the name is empty or taken, or the hue is none.
    """
    _require(actor, Permission.MANAGE_LIBRARY)
    tag = _find(uow, tag_id)
    if name is not None:
        tag.name = _free_name(uow, name, except_id=tag_id)
    if hue is not None:
        if type(hue) is not int or not 0 <= hue < HUES:
            raise InvalidInputError(field="hue")
        tag.hue = hue
    uow.session.add(tag)
    uow.emit(TagsChanged())


def delete_tag(uow: UnitOfWork, actor: Actor, tag_id: int) -> None:
    """Delete a tag, and take it off every conversation.

    Raises:
        NotAllowedError: the role may not change what the team shares.
        TagNotFoundError: there is none.
    """
    _require(actor, Permission.MANAGE_LIBRARY)
    tag = _find(uow, tag_id)
    _take_off(uow, tag_id)
    uow.session.delete(tag)
    uow.emit(TagsChanged())


def _take_off(uow: UnitOfWork, tag_id: int) -> None:
    last = 0
    while True:
        carrying = (
            select(Conversation.id, Conversation.tag_ids)
            .join(ConversationTag)
            .where(ConversationTag.tag_id == tag_id, col(Conversation.id) > last)
            .order_by(col(Conversation.id))
            .limit(CLEANED_AT_ONCE)
        )
        rows = uow.session.exec(carrying).all()
        if not rows:
            return
        uow.session.flush()
        uow.connection.execute(
            update(Conversation)
            .where(col(Conversation.id) == bindparam("number"))
            .values(tag_ids=bindparam("left")),
            [
                {"number": number, "left": [n for n in tag_ids if n != tag_id]}
                for number, tag_ids in rows
            ],
        )
        last = rows[-1][0] or 0


def _find(uow: UnitOfWork, tag_id: int) -> Tag:
    found = uow.session.get(Tag, tag_id) if is_id(tag_id) else None
    if found is None:
        raise TagNotFoundError
    return found


def _free_name(uow: UnitOfWork, name: str, *, except_id: int = 0) -> str:
    # Commas part the names where several are listed.
    name = " ".join(name.replace(",", " ").split())[:LONGEST_NAME].strip()
    if not name:
        raise EmptyFieldError(field="name")
    same = select(Tag.id).where(
        func.lower(Tag.name) == name.lower(), col(Tag.id) != except_id
    )
    if uow.session.exec(same).first():
        raise NameTakenError(field="name", name=name)
    return name


def _require(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise NotAllowedError
