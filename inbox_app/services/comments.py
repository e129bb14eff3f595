"""Internal comments: added, changed and taken back by who wrote them."""

from sqlmodel import col, delete, select, update

from inbox_app.db.access import access_comment, access_conversation_to
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.editor_html import editor_text, is_blank, sanitise_editor_html
from inbox_app.domain.enums import (
    ActivityKind,
    Direction,
    DraftKind,
    PreviewKind,
)
from inbox_app.domain.errors import (
    CommentNotFoundError,
    EmptyMessageError,
    NotYourCommentError,
    TooLargeError,
    TooLateToEditError,
)
from inbox_app.domain.events import AgentNotified, CommentAdded
from inbox_app.domain.notices import COMMENT_EDITABLE_FOR
from inbox_app.models import (
    Agent,
    Comment,
    Conversation,
    Message,
    MessageBody,
    Notification,
    SearchDocument,
)
from inbox_app.services.drafts import LARGEST_DRAFT_CHARACTERS, clear_draft
from inbox_app.services.mentions import find_named, forget_mentions, mention
from inbox_app.services.search_documents import add_documents
from inbox_app.services.timeline import next_position, preview_of, record_activity


def add_comment(
    uow: UnitOfWork, actor: Actor, conversation_id: int, *, html: str
) -> int:
    """Leave a note for colleagues; it changes neither status nor order.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
        EmptyMessageError: nothing was written.
        CannotMentionError: somebody is named who may not see it.
        TooLargeError: nobody types that much.
    """
    conversation = access_conversation_to(
        uow, actor, Permission.COMMENT, conversation_id
    )
    html, text = _read(html)
    named = find_named(uow, conversation, html)
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
    _show_in_row(conversation, actor.name, text)
    document = {
        "conversation_id": conversation_id,
        "comment_id": comment.id,
        "body": text,
        "people": actor.name,
    }
    add_documents(uow, [(uow.now, document)])
    clear_draft(uow, actor, conversation, DraftKind.COMMENT)
    mention(uow, actor, conversation, comment, named, text)
    uow.emit(CommentAdded(conversation.inbox_id, conversation_id))
    return comment.id


def edit_comment(uow: UnitOfWork, actor: Actor, comment_id: int, *, html: str) -> None:
    """Put another text in place of one's own comment; that it was changed shows.

    Raises:
        CommentNotFoundError: it is gone, or this actor may not see it.
        NotYourCommentError: somebody else wrote it.
        TooLateToEditError: it has stood for ten minutes.
        EmptyMessageError, CannotMentionError, TooLargeError: see `add_comment`.
    """
    comment, conversation = _own_comment(uow, actor, comment_id)
    html, text = _read(html)
    if html == comment.html:
        return
    named = find_named(uow, conversation, html)
    is_newest = _is_newest(uow, comment)
    comment.html, comment.edited_at = html, uow.now
    uow.session.add(comment)
    if is_newest:
        _show_in_row(conversation, actor.name, text)
    uow.session.exec(
        update(SearchDocument)
        .where(col(SearchDocument.comment_id) == comment_id)
        .values(body=text)
    )
    mention(uow, actor, conversation, comment, named, text)
    _leave_trace(uow, actor, conversation, comment, ActivityKind.COMMENT_EDITED)


def delete_comment(uow: UnitOfWork, actor: Actor, comment_id: int) -> None:
    """Take one's own comment back: its text goes, that there was one shows.

    Raises:
        CommentNotFoundError, NotYourCommentError, TooLateToEditError: see
            `edit_comment`.
    """
    comment, conversation = _own_comment(uow, actor, comment_id)
    is_newest = _is_newest(uow, comment)
    comment.html, comment.deleted_at = "", uow.now
    uow.session.add(comment)
    uow.session.exec(
        delete(SearchDocument).where(col(SearchDocument.comment_id) == comment_id)
    )
    told = uow.session.exec(
        select(Notification.agent_id).where(Notification.comment_id == comment_id)
    ).all()
    for agent_id in told:
        uow.emit(AgentNotified(agent_id, conversation.id or 0))
    forget_mentions(uow, comment_id)
    if is_newest:
        show_newest(uow, conversation)
    _leave_trace(uow, actor, conversation, comment, ActivityKind.COMMENT_DELETED)


def show_newest(uow: UnitOfWork, conversation: Conversation) -> None:
    """Let the row quote the newest message or comment that there is."""
    uow.session.flush()
    comment = uow.session.exec(
        select(Comment)
        .where(
            Comment.conversation_id == conversation.id,
            col(Comment.deleted_at).is_(None),
        )
        .order_by(col(Comment.position).desc())
        .limit(1)
    ).first()
    message = uow.session.exec(
        select(Message)
        .where(Message.conversation_id == conversation.id)
        # What a machine wrote is quoted only where nobody else did.
        .order_by(col(Message.automated) != "", col(Message.position).desc())
        .limit(1)
    ).first()
    conversation.preview, conversation.preview_by = "", ""
    if comment and (message is None or comment.position > message.position):
        author = uow.session.get_one(Agent, comment.author_id)
        _show_in_row(conversation, author.name, editor_text(comment.html))
    elif message:
        body = uow.session.get_one(MessageBody, message.id)
        is_ours = message.direction is Direction.OUTBOUND
        conversation.preview = preview_of(body.reply_text)
        conversation.preview_kind = (
            PreviewKind.OUTBOUND if is_ours else PreviewKind.INBOUND
        )
        conversation.preview_by = body.from_name if is_ours else ""


def _own_comment(
    uow: UnitOfWork, actor: Actor, comment_id: int
) -> tuple[Comment, Conversation]:
    comment = access_comment(uow, actor, comment_id)
    conversation = access_conversation_to(
        uow, actor, Permission.COMMENT, comment.conversation_id
    )
    if comment.author_id != actor.agent_id:
        raise NotYourCommentError
    if comment.deleted_at is not None:
        raise CommentNotFoundError
    if uow.now - comment.created_at > COMMENT_EDITABLE_FOR:
        minutes = int(COMMENT_EDITABLE_FOR.total_seconds() // 60)
        raise TooLateToEditError(minutes=minutes)
    return comment, conversation


def _read(html: str) -> tuple[str, str]:
    """Return what is kept of a text, and its words."""
    if len(html) > LARGEST_DRAFT_CHARACTERS:
        raise TooLargeError(limit_mb=1)
    html = sanitise_editor_html(html)
    if is_blank(html):
        raise EmptyMessageError
    return html, editor_text(html)


def _show_in_row(conversation: Conversation, name: str, text: str) -> None:
    conversation.preview = preview_of(text)
    conversation.preview_kind = PreviewKind.COMMENT
    conversation.preview_by = name


def _is_newest(uow: UnitOfWork, comment: Comment) -> bool:
    """Tell whether nothing that a row quotes came after a comment."""
    later_message = select(Message.id).where(
        Message.conversation_id == comment.conversation_id,
        Message.position > comment.position,
        Message.automated == "",
    )
    later_comment = select(Comment.id).where(
        Comment.conversation_id == comment.conversation_id,
        Comment.position > comment.position,
        col(Comment.deleted_at).is_(None),
    )
    later = (later_message.limit(1), later_comment.limit(1))
    return all(uow.session.exec(one).first() is None for one in later)


def _leave_trace(
    uow: UnitOfWork,
    actor: Actor,
    conversation: Conversation,
    comment: Comment,
    kind: ActivityKind,
) -> None:
    record_activity(uow, conversation, kind, actor, comment_id=comment.id)
    uow.emit(CommentAdded(conversation.inbox_id, comment.conversation_id))
