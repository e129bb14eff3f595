"""The filtering rules, the lists of senders, and how much they keep out."""

from datetime import timedelta

from sqlalchemy import bindparam, select

from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import Direction, FilteredReason
from inbox_app.domain.errors import NotAllowedError
from inbox_app.models import WorkspaceRules
from inbox_app.queries.reading import fetch_all, to_iso
from inbox_app.queries.tables import agent, conversation, message, sender_rule
from inbox_app.viewmodels.filtering import FilteringView, SenderRuleView

PAGE_RULES = 100
LATELY = timedelta(days=7)
# More than this share is worth a warning, from a few mails on.
MUCH_PERCENT = 20
FEWEST_MAILS = 10
# The newest of them; a share needs no more.
MOST_MAILS = 5000

_r = sender_rule.c
_PAGE = (
    select(_r.id, _r.kind, _r.pattern, _r.created_at, agent.c.name)
    .outerjoin_from(sender_rule, agent, agent.c.id == _r.agent_id)
    .where(_r.pattern > bindparam("after"))
    .order_by(_r.pattern)
    .limit(PAGE_RULES + 1)
)
_newest = (
    select(message.c.conversation_id)
    .where(
        message.c.direction == Direction.INBOUND,
        message.c.created_at >= bindparam("since"),
    )
    .order_by(message.c.created_at.desc())
    .limit(MOST_MAILS)
    .subquery()
)
_REASONS = select(conversation.c.filtered_reason).join_from(
    _newest, conversation, conversation.c.id == _newest.c.conversation_id
)


def read_filtering(uow: UnitOfWork, actor: Actor) -> FilteringView:
    """Read the switches and the share of what was filtered lately.

    Raises:
        NotAllowedError: only admins keep the rules.
    """
    _require_manager(actor)
    rules = uow.session.get(WorkspaceRules, 1) or WorkspaceRules()
    percent = _filtered_percent(uow)
    return FilteringView(
        automatic=rules.filters_automatic,
        marketing=rules.filters_marketing,
        unsubscribe=rules.filters_unsubscribe,
        role=rules.filters_role,
        trash_days=rules.trash_days,
        filtered_days=rules.filtered_days,
        filtered_percent=percent,
        is_much=percent > MUCH_PERCENT,
    )


def read_sender_rules(
    uow: UnitOfWork, actor: Actor, *, after: str = ""
) -> tuple[list[SenderRuleView], bool]:
    """Read a page of the lists by name, and whether there is more.

    Raises:
        NotAllowedError: only admins keep the lists.
    """
    _require_manager(actor)
    found = fetch_all(uow, _PAGE, after=after)
    rows = [
        SenderRuleView(
            id=row.id,
            kind=row.kind.value,
            pattern=row.pattern,
            by_name=row.name or "",
            created_at=to_iso(row.created_at),
        )
        for row in found[:PAGE_RULES]
    ]
    return rows, len(found) > PAGE_RULES


def _filtered_percent(uow: UnitOfWork) -> int:
    reasons = [row[0] for row in fetch_all(uow, _REASONS, since=uow.now - LATELY)]
    if len(reasons) < FEWEST_MAILS:
        return 0
    by_rule = sum(reason not in {None, FilteredReason.MANUAL} for reason in reasons)
    return round(100 * by_rule / len(reasons))


def _require_manager(actor: Actor) -> None:
    if not actor.may(Permission.MANAGE_RULES):
        raise NotAllowedError
