"""A side conversation: what was forwarded to a third party, and their answers."""

from sqlalchemy import bindparam, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.addresses import normalise_address
from inbox_app.models import Conversation
from inbox_app.queries.reading import AnyRow, fetch_all, fetch_one
from inbox_app.queries.tables import conversation, message, message_body, participant

FORWARDED = "remark.forwarded"

_FIRST = (
    select(message_body.c.recipients, message_body.c.remarks)
    .join_from(message, message_body, message_body.c.message_id == message.c.id)
    .where(message.c.conversation_id == bindparam("conversation_id"))
    .order_by(message.c.position)
    .limit(1)
)
_CONTACT = select(conversation.c.contact_address).where(
    conversation.c.id == bindparam("conversation_id")
)
_PARTICIPANTS = select(participant.c.address).where(
    participant.c.conversation_id == bindparam("conversation_id")
)


def is_side(uow: UnitOfWork, found: Conversation) -> bool:
    """Whether a conversation began as a forward of another one."""
    return _first_forward(uow, found) is not None


def kept_apart(uow: UnitOfWork, found: Conversation) -> frozenset[str]:
    """The addresses of the original, which a side conversation never proposes.

    Whom the agent has forwarded it to is a third party, whoever that is.
    """
    first = _first_forward(uow, found)
    if first is None:
        return frozenset()
    chosen = {
        normalise_address(person["address"])
        for group in ("to", "cc", "bcc")
        for person in first.recipients.get(group) or []
    }
    original = found.parent_id
    people = fetch_all(uow, _PARTICIPANTS, conversation_id=original)
    contact = fetch_one(uow, _CONTACT, conversation_id=original)
    apart = {row.address for row in people}
    if contact is not None:
        apart.add(normalise_address(contact.contact_address))
    return frozenset(apart - chosen)


def _first_forward(uow: UnitOfWork, found: Conversation) -> AnyRow | None:
    if found.parent_id is None:
        return None
    first = fetch_one(uow, _FIRST, conversation_id=found.id)
    return first if first and FORWARDED in first.remarks else None
