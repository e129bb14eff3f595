"""Internal comments and the colleagues they mention."""

from sqlmodel import col, select

from inbox_app.db.access import access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import (
    editor_text,
    is_blank,
    mentioned_ids,
    sanitise_editor_html,
)
from inbox_app.domain.enums import DraftKind, PreviewKind
from inbox_app.domain.errors import EmptyMessageError
from inbox_app.domain.events import CommentAdded
from inbox_app.models import Agent, Comment, InboxMember
from inbox_app.services.conversations import notify
from inbox_app.services.drafts import clear_draft
from inbox_app.services.search_documents import add_documents
from inbox_app.services.timeline import next_position, preview_of


def add_comment(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, html: str
) -> int:
    """Leave a note for colleagues; it changes neither status nor order.

    Those mentioned are notified if they are members of the inbox; a mention
    of anybody else is only text.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        EmptyMessageError: nothing was written.
    """
    conversation = access_conversation_to(
        uow, actor, Permission.COMMENT, conversation_id
    )
    html = sanitise_editor_html(html)
    if is_blank(html):
        raise EmptyMessageError
    text = editor_text(html)
    comment = Comment(
        conversation_id=conversation_id,
        position=next_position(conversation),
        author_id=actor.agent_id,
        html=html,
        created_at=uow.now,
    )
    uow.session.add(comment)
    uow.session.flush()
    assert comment.id is not None
    conversation.preview = preview_of(text)
    conversation.preview_kind = PreviewKind.COMMENT
    conversation.preview_by = actor.name
    document = {
        "conversation_id": conversation_id,
        "comment_id": comment.id,
        "body": text,
        "people": actor.name,
    }
    add_documents(uow, [(uow.now, document)])
    clear_draft(uow, actor, conversation, DraftKind.COMMENT)
    mentioned = uow.session.exec(
        select(InboxMember.agent_id)
        .join(Agent, col(Agent.id) == col(InboxMember.agent_id))
        .where(
            InboxMember.inbox_id == conversation.inbox_id,
            col(InboxMember.agent_id).in_(mentioned_ids(html)),
            col(Agent.is_active),
        )
    )
    for agent_id in mentioned:
        if agent_id != actor.agent_id:
            notify(uow, agent_id, "mentioned", conversation, actor.name, text)
    uow.emit(CommentAdded(conversation.inbox_id, conversation_id))
    return comment.id
