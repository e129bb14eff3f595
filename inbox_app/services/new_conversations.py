"""A conversation that begins with a mail of ours, and the contacts it is with."""

import secrets

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.addresses import normalise_address
from inbox_app.models import Channel, Contact, Conversation, Handle
from inbox_app.services.outgoing import RecipientGroups

LONGEST_SUBJECT = 900


def start_conversation(
    uow: UnitOfWork,
    actor: Actor,
    channel: Channel,
    *,
    subject: str,
    recipients: RecipientGroups,
    parent_id: int | None = None,
) -> Conversation:
    """Begin one with the first in To; it is the sender's, and waits for nobody here."""
    contacts = [
        make_contact(uow, person)
        for group in ("to", "cc", "bcc")
        for person in recipients[group]
    ]
    first, contact = recipients["to"][0], contacts[0]
    conversation = Conversation(
        inbox_id=channel.inbox_id,
        channel_id=channel.id,
        channel_kind=channel.kind,
        subject=subject,
        reply_token=secrets.token_hex(8),
        contact_id=contact.id,
        contact_name=(contact.name or first["name"])[:300],
        contact_address=first["address"],
        assignee_id=actor.agent_id,
        last_message_at=uow.now,
        parent_id=parent_id,
        created_at=uow.now,
    )
    uow.session.add(conversation)
    uow.session.flush()
    return conversation


def make_contact(uow: UnitOfWork, person: dict[str, str]) -> Contact:
    """Find the contact of an address, or make it; a nameless one gets the name."""
    address = normalise_address(person["address"])[:320]
    contact = _find(uow, address)
    if contact is None:
        try:
            with uow.session.begin_nested():
                contact = Contact(name=person["name"][:300], created_at=uow.now)
                uow.session.add(contact)
                uow.session.flush()
                handle = Handle(contact_id=contact.id or 0, value=address)
                uow.session.add(handle)
        except IntegrityError:
            # A mail of theirs came in at this moment.
            contact = _find(uow, address)
            assert contact is not None
    if not contact.name and person["name"]:
        contact.name = person["name"][:300]
        uow.session.add(contact)
    return contact


def clean_subject(subject: str) -> str:
    """Write a subject on one line, no longer than a header may be."""
    return " ".join(subject.split())[:LONGEST_SUBJECT]


def _find(uow: UnitOfWork, address: str) -> Contact | None:
    handle = uow.session.exec(
        select(Handle).where(Handle.kind == "email", Handle.value == address)
    ).first()
    return uow.session.get(Contact, handle.contact_id) if handle else None
