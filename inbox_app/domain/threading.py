"""Where a message belongs, and why.

A message joins a conversation only by something that the conversation gave out
(our reply address, a Message-ID), and only when its writer takes part there and
it is about the same thing. Otherwise it starts a conversation of its own that
says what it was near to. A subject alone joins nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inbox_app.domain.addresses import normalise_subject
from inbox_app.domain.enums import JoinReason


@dataclass(frozen=True, slots=True)
class Clue:
    """A conversation that the message points to, and by what."""

    conversation_id: int
    reason: JoinReason
    # The reply token or the Message-ID.
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What must be known of a conversation before a message may join it."""

    conversation_id: int
    subject: str
    participants: frozenset[str]
    contact_id: int | None
    is_trashed: bool
    # Those of the conversations that were merged into it.
    other_subjects: tuple[str, ...] = ()
    # The conversation that it was forwarded from, or split off.
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """The decision: an existing conversation, or a new one when that is None."""

    conversation_id: int | None
    reason: JoinReason
    detail: str = ""
    # A new conversation that goes on from one in the trash.
    continues_id: int | None = None


def place_message(
    clues: Sequence[tuple[Clue, Candidate]],
    *,
    subject: str,
    sender: str,
    contact_id: int | None,
    is_automated: bool,
) -> Placement:
    """Follow the first clue that holds, strongest first.

    An automatic answer changes the subject and may come from another address of
    the organisation written to: its subject is not checked, and of its writer
    only the domain, so that nobody joins by calling a mail automatic.
    """
    refused: Placement | None = None
    # What names a conversation with a third party belongs to that one or to none:
    # it must not reach the customer of the original.
    contacts = {one.conversation_id: one.contact_id for _, one in clues}
    apart = {
        one.parent_id
        for _, one in clues
        if contacts.get(one.parent_id or 0, one.contact_id) != one.contact_id
    }
    for clue, candidate in clues:
        if candidate.conversation_id in apart:
            continue
        refusal = (
            _refusal_of_machine(candidate, sender)
            if is_automated
            else _refusal(candidate, subject, sender, contact_id)
        )
        if refusal is not None:
            near = str(candidate.conversation_id)
            refused = refused or Placement(None, refusal, near)
            continue
        if candidate.is_trashed:
            return Placement(
                None,
                JoinReason.CONTINUES_TRASHED,
                str(candidate.conversation_id),
                continues_id=candidate.conversation_id,
            )
        return Placement(candidate.conversation_id, clue.reason, clue.detail)
    return refused or Placement(None, JoinReason.NEW)


def _refusal_of_machine(candidate: Candidate, sender: str) -> JoinReason | None:
    domains = {address.rpartition("@")[2] for address in candidate.participants}
    is_known = sender.rpartition("@")[2] in domains
    return None if is_known else JoinReason.STRANGER


def _refusal(
    candidate: Candidate, subject: str, sender: str, contact_id: int | None
) -> JoinReason | None:
    is_known = sender in candidate.participants or (
        contact_id is not None and contact_id == candidate.contact_id
    )
    if not is_known:
        return JoinReason.STRANGER
    topic = normalise_subject(subject)
    former = {
        normalise_subject(one) for one in (candidate.subject, *candidate.other_subjects)
    }
    if topic and "" not in former and topic not in former:
        return JoinReason.NEW_SUBJECT
    return None
