"""What a conversation can be merged with, and where a merged one leads to."""

from inbox_app.db.access import access_conversation
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.models import Conversation
from inbox_app.queries.conversation_rows import read_rows
from inbox_app.queries.conversations import list_conversations
from inbox_app.viewmodels.triage import MergeTarget

MOST_TARGETS = 8
MAX_ID_DIGITS = 9


def find_merge_targets(
    uow: UnitOfWork, actor: Actor, conversation_id: int, words: str
) -> list[MergeTarget]:
    """Find what could be merged with a conversation: by number, words, or contact.

    Without words, what else the same contact wrote.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    found = access_conversation(uow, actor, conversation_id)
    words = words.strip()[:300]
    number = words.removeprefix("#")
    if number.isascii() and number.isdigit():
        rows = read_rows(uow, actor, _in_inbox(uow, found.inbox_id, number))
    elif not words and found.contact_id is None:
        rows = []
    else:
        wanted = ConversationFilter(
            inbox_id=found.inbox_id,
            words=words,
            contact_id=None if words else found.contact_id,
            hide_trash=True,
        )
        rows = list_conversations(uow, actor, wanted)["rows"]
    return [
        MergeTarget(
            id=row["id"],
            name=row["name"],
            subject=row["subject"],
            preview=row["preview"],
            at=row["at"],
            folder=row["folder"],
        )
        for row in rows
        if row["id"] != conversation_id
    ][:MOST_TARGETS]


def follow_merge(uow: UnitOfWork, actor: Actor, conversation_id: int) -> int:
    """Find where a conversation that was merged leads to; 0 when it was not."""
    found = uow.session.get(Conversation, conversation_id)
    leads_to = 0
    while found is not None and found.merged_into_id is not None:
        leads_to = found.merged_into_id
        found = uow.session.get(Conversation, leads_to)
    is_seen = found is not None and actor.may_see(found.inbox_id)
    return leads_to if is_seen else 0


def _in_inbox(uow: UnitOfWork, inbox_id: int, number: str) -> list[int]:
    if len(number) > MAX_ID_DIGITS:
        return []
    found = uow.session.get(Conversation, int(number))
    is_there = (
        found is not None
        and found.inbox_id == inbox_id
        and found.merged_into_id is None
        and found.trashed_at is None
    )
    return [int(number)] if is_there else []
