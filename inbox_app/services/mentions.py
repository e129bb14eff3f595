"""Who is named in a comment, and that they hear of it once."""

import re
from html import unescape

from sqlmodel import col, delete, or_, select, update

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor
from inbox_app.domain.editor_html import mentioned_ids, mentioned_team_ids
from inbox_app.domain.enums import Role
from inbox_app.domain.errors import CannotMentionError, InvalidInputError
from inbox_app.domain.notices import NoticeKind
from inbox_app.models import (
    Agent,
    Comment,
    Conversation,
    InboxMember,
    Mention,
    Notification,
    TeamMember,
)
from inbox_app.services.notifications import notify

# Nobody means that many; a longer list is no comment.
MAX_NAMED = 100


def find_named(uow: UnitOfWork, conversation: Conversation, html: str) -> set[int]:
    """Find the agents that a sanitised text names, alone or with a team.

    Of a team those who may not see the conversation are passed over.

    Raises:
        CannotMentionError: one agent, or a whole team, may not see it.
        InvalidInputError: hundreds are named.
    """
    agent_ids, team_ids = mentioned_ids(html), mentioned_team_ids(html)
    if len(agent_ids) + len(team_ids) > MAX_NAMED:
        raise InvalidInputError(field="html")
    if not agent_ids and not team_ids:
        return set()
    members = select(InboxMember.agent_id).where(
        InboxMember.inbox_id == conversation.inbox_id
    )
    may_see = (
        col(Agent.is_active),
        or_(col(Agent.id).in_(members), col(Agent.role) == Role.ADMIN),
    )
    found = uow.session.exec(
        select(Agent.id).where(col(Agent.id).in_(agent_ids), *may_see)
    )
    named = {agent_id for agent_id in found if agent_id}
    for agent_id in agent_ids:
        if agent_id not in named:
            raise CannotMentionError(name=_label(html, str(agent_id)))
    of_teams = uow.session.exec(
        select(TeamMember.team_id, TeamMember.agent_id)
        .join(Agent, col(Agent.id) == col(TeamMember.agent_id))
        .where(col(TeamMember.team_id).in_(team_ids), *may_see)
    ).all()
    for team_id in team_ids:
        if not any(team_id == found_id for found_id, _ in of_teams):
            raise CannotMentionError(name=_label(html, f"t{team_id}"))
    return named | {agent_id for _, agent_id in of_teams}


def mention(
    uow: UnitOfWork,
    actor: Actor,
    conversation: Conversation,
    comment: Comment,
    named: set[int],
    text: str,
) -> None:
    """Note who is named, forget who no longer is, and tell who is new."""
    assert comment.id is not None
    assert conversation.id is not None
    known = set(
        uow.session.exec(
            select(Mention.agent_id).where(Mention.comment_id == comment.id)
        )
    )
    if known - named:
        forget_mentions(uow, comment.id, known - named)
    uow.session.exec(
        update(Notification)
        .where(col(Notification.comment_id) == comment.id)
        .values(text=text[:300])
    )
    for agent_id in sorted(named - known):
        is_own = agent_id == actor.agent_id
        uow.session.add(
            Mention(
                agent_id=agent_id,
                conversation_id=conversation.id,
                comment_id=comment.id,
                created_at=uow.now,
                read_at=uow.now if is_own else None,
            )
        )
        if not is_own:
            notify(
                uow,
                agent_id,
                NoticeKind.MENTIONED,
                conversation,
                actor.name,
                text,
                comment_id=comment.id,
            )


def forget_mentions(
    uow: UnitOfWork, comment_id: int, agent_ids: set[int] | None = None
) -> None:
    """Forget that a comment named these agents, or with None anybody."""
    for table in (Mention, Notification):
        statement = delete(table).where(col(table.comment_id) == comment_id)
        if agent_ids is not None:
            statement = statement.where(col(table.agent_id).in_(agent_ids))
        uow.session.exec(statement)


def _label(html: str, mention_id: str) -> str:
    """Read the name that stands in the text for a mention."""
    mark = f'data-id="{mention_id}"'
    for tag in re.findall(r"<span\b[^>]*>", html):
        label = re.search(r'data-label="([^"]{1,100})"', tag)
        if mark in tag and label:
            return unescape(label.group(1))
    return "@"
