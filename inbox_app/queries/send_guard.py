"""Reasons to ask before a reply leaves."""

from collections.abc import Sequence

from sqlmodel import select

from inbox_app.db.access import access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.editor_html import editor_text, image_ids
from inbox_app.domain.send_guard import (
    Caution,
    answers_hidden_copy,
    find_new_recipients,
    speaks_of_files,
)
from inbox_app.models import Agent, Conversation, Participant
from inbox_app.queries.reply_defaults import (
    read_answered,
    read_own_addresses,
    read_reply_defaults,
)
from inbox_app.viewmodels.reply import SendCaution


def read_cautions(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    *,
    html: str,
    addresses: Sequence[str],
    has_files: bool,
    writers: Sequence[str] = (),
) -> list[SendCaution]:
    """Look at a reply as it would leave; an empty list says that nothing is odd.

    `writers` are the colleagues who are writing a reply at this moment. That
    somebody wrote since the sender last looked is for `send_reply` to refuse.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        NotAllowedError: it is not theirs to answer.
    """
    conversation = access_conversation_to(uow, actor, Permission.REPLY, conversation_id)
    if not all(map(is_address, addresses)):
        # Sending refuses it in its own words: nothing to ask about yet.
        return []
    found = [SendCaution(kind=Caution.WRITING, name=name) for name in writers]
    new = find_new_recipients(addresses, _known_addresses(uow, conversation))
    if new:
        found.append(SendCaution(kind=Caution.NEW_RECIPIENT, name=", ".join(new)))
    answered = read_answered(uow, conversation_id)
    if answered and answers_hidden_copy(answered, read_own_addresses(uow)):
        found.append(SendCaution(kind=Caution.BCC, name=""))
    if not has_files and not image_ids(html):
        agent = uow.session.get_one(Agent, actor.agent_id)
        if speaks_of_files(editor_text(html), editor_text(agent.signature_html)):
            found.append(SendCaution(kind=Caution.NO_FILE, name=""))
    return found


def _known_addresses(uow: UnitOfWork, conversation: Conversation) -> set[str]:
    """Who takes part, and whom an answer goes to by itself."""
    part = select(Participant.address).where(
        Participant.conversation_id == conversation.id
    )
    defaults = read_reply_defaults(uow, conversation)
    usual = [one["address"] for one in (*defaults["to"], *defaults["cc"])]
    everybody = [*uow.session.exec(part), *usual, conversation.contact_address]
    return {normalise_address(address) for address in everybody}
