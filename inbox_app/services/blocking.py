"""Block a sender, unblock one, and never filter one again.

Each changes a list of senders and the conversation that it was done from, as one
activity; taking that back undoes both, and the earlier conversations with them.
"""

from collections.abc import Callable
from typing import Literal

from sqlalchemy import ColumnElement, func
from sqlmodel import col, or_, select

from inbox_app.db.access import access_conversation, access_conversation_to
from inbox_app.db.sender_lists import read_standing
from inbox_app.db.unit_of_work import UnitOfWork
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address, normalise_address
from inbox_app.domain.enums import (
    ActivityKind,
    FilteredReason,
    Folder,
    JobState,
    SenderRuleKind,
)
from inbox_app.domain.errors import (
    ChangedSinceError,
    InboxError,
    InvalidInputError,
    NotAllowedError,
)
from inbox_app.domain.filter_rules import Standing
from inbox_app.models import Activity, Conversation, Handle, Job
from inbox_app.services.changes import UNDOERS, Changing, put_back, take_back
from inbox_app.services.sender_rules import check_refusable, put_rule, read_rule
from inbox_app.services.timeline import record_activity
from inbox_app.viewmodels.blocking import BlockChoice, BlockChoices

Scope = Literal["address", "domain"]
# Of one sender; more go when it is done again.
MOST_MOVED = 1000


class NoSenderError(InboxError):
    """The conversation was begun by nobody with an address."""

    code = "no_sender"


class AllowedSenderError(InboxError):
    """`pattern` of the allow list covers the sender, and it goes before."""

    code = "allowed_sender"


def read_block_choices(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> BlockChoices:
    """Say what can be blocked from a conversation, and how many more it is about.

    Raises:
        ConversationNotFoundError: it is gone, or this actor may not see it.
    """
    conversation = access_conversation(uow, actor, conversation_id)
    address = normalise_address(conversation.contact_address)
    domain = address.rpartition("@")[2]
    return BlockChoices(
        conversation_id=conversation_id,
        address=_choice(uow, actor, conversation, address),
        domain=_choice(uow, actor, conversation, domain),
    )


def block_sender(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    *,
    scope: Scope,
    moves_earlier: bool = False,
) -> int | None:
    """Keep a sender's mail in Filtered from now on, this conversation included.

    `moves_earlier` takes along what else they wrote, in the actor's inboxes.

    Raises:
        ConversationNotFoundError, NotAMemberError: it is not theirs to change.
        NoSenderError: nobody with an address wrote it.
        OwnAddressError, FreeMailDomainError: see `check_refusable`.
        AllowedSenderError: the allow list covers them and would win.
    """
    conversation = access_conversation_to(uow, actor, Permission.CLOSE, conversation_id)
    address = sender_of(conversation)
    if scope not in {"address", "domain"}:
        raise InvalidInputError(field="scope")
    pattern = address if scope == "address" else address.rpartition("@")[2]
    _check(uow, address, pattern)
    job = _move_earlier(uow, actor, conversation, pattern) if moves_earlier else None
    return _set_rule(
        uow,
        actor,
        conversation,
        ActivityKind.BLOCKED,
        pattern,
        SenderRuleKind.BLOCK,
        change=_filter_out,
        job=(job.id or 0) if job else 0,
        n=job.total if job else 0,
    )


def unblock_sender(uow: UnitOfWork, actor: Actor, conversation_id: int) -> int | None:
    """Let a blocked sender in again; what was filtered for it is restored.

    Raises:
        ConversationNotFoundError, NotAMemberError: it is not theirs to change.
    """
    conversation = access_conversation_to(uow, actor, Permission.CLOSE, conversation_id)
    standing = _standing_of(uow, conversation)
    if standing is None or standing.kind is not SenderRuleKind.BLOCK:
        return None
    is_reason = conversation.filtered_reason is FilteredReason.BLOCKED_SENDER
    return _set_rule(
        uow,
        actor,
        conversation,
        ActivityKind.UNBLOCKED,
        standing.pattern,
        None,
        change=_take_out if is_reason else _leave,
    )


def never_filter_sender(
    uow: UnitOfWork, actor: Actor, conversation_id: int
) -> int | None:
    """Put a sender on the allow list and the conversation where it was.

    Raises:
        ConversationNotFoundError, NotAMemberError: it is not theirs to change.
        NoSenderError: nobody with an address wrote it.
        NotAllowedError: the deny list refuses them, and that is for admins.
    """
    conversation = access_conversation_to(uow, actor, Permission.CLOSE, conversation_id)
    address = sender_of(conversation)
    standing = read_standing(uow, address)
    if (
        standing is not None
        and standing.kind is SenderRuleKind.DENY
        and not actor.may(Permission.MANAGE_RULES)
    ):
        raise NotAllowedError
    return _set_rule(
        uow,
        actor,
        conversation,
        ActivityKind.ALLOWED,
        address,
        SenderRuleKind.ALLOW,
        change=_take_out,
    )


def sender_of(conversation: Conversation) -> str:
    """The normalised address that a conversation was begun from.

    Raises:
        NoSenderError: it has none.
    """
    address = normalise_address(conversation.contact_address)
    if not is_address(address):
        raise NoSenderError
    return address


def _standing_of(uow: UnitOfWork, conversation: Conversation) -> Standing | None:
    return read_standing(uow, normalise_address(conversation.contact_address))


def _choice(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, pattern: str
) -> BlockChoice:
    try:
        _check(uow, sender_of(conversation), pattern)
    except InboxError as error:
        return BlockChoice(pattern=pattern, refusal=f"error.{error.code}", earlier=0)
    some = _earlier(actor, conversation, pattern).limit(MOST_MOVED).subquery()
    counted = uow.session.exec(select(func.count()).select_from(some)).one()
    return BlockChoice(pattern=pattern, refusal="", earlier=counted)


def _check(uow: UnitOfWork, address: str, pattern: str) -> None:
    check_refusable(uow, pattern)
    standing = read_standing(uow, address)
    if (
        standing is not None
        and standing.kind is SenderRuleKind.ALLOW
        and standing.pattern != pattern
    ):
        raise AllowedSenderError(pattern=standing.pattern)


def _earlier(actor: Actor, conversation: Conversation, pattern: str):  # noqa: ANN202 - a statement of one column, whose type is longer than it
    """Select what else the sender wrote that is still among the team's work."""
    value = col(Handle.value)
    sender: ColumnElement[bool] = value == pattern
    if "@" not in pattern:
        # Reads all handles: it is asked for seldom, and by a person.
        sender = or_(
            value.endswith(f"@{pattern}", autoescape=True),
            value.endswith(f".{pattern}", autoescape=True),
        )
    contacts = select(Handle.contact_id).where(Handle.kind == "email", sender)
    statement = select(Conversation.id).where(
        col(Conversation.contact_id).in_(contacts),
        col(Conversation.inbox_id).in_(sorted(actor.inbox_ids)),
        col(Conversation.folder).in_([Folder.OPEN, Folder.CLOSED]),
        Conversation.id != conversation.id,
    )
    if "@" in pattern:
        # A contact may have other addresses, which nobody blocked.
        wrote = func.lower(Conversation.contact_address) == pattern
        statement = statement.where(wrote)
    return statement.order_by(col(Conversation.last_message_at).desc())


def _move_earlier(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, pattern: str
) -> Job | None:
    """Filter the rest as one bulk action, so that each can be taken back."""
    ids = uow.session.exec(_earlier(actor, conversation, pattern).limit(MOST_MOVED))
    found = [n for n in ids.all() if n is not None]
    if not found:
        return None
    job = Job(
        agent_id=actor.agent_id,
        action="spam",
        arguments={"reason": FilteredReason.BLOCKED_SENDER.value},
        state=JobState.DONE,
        total=len(found),
        done=len(found),
        created_at=uow.now,
        finished_at=uow.now,
    )
    uow.session.add(job)
    uow.session.flush()
    uow.job_id = job.id
    for number in found:
        other = access_conversation_to(uow, actor, Permission.CLOSE, number)
        with Changing(
            uow,
            actor,
            other,
            ActivityKind.FILTERED,
            reason=FilteredReason.BLOCKED_SENDER.value,
        ):
            _filter_out(uow, other)
    uow.job_id = None
    return job


def _set_rule(
    uow: UnitOfWork,
    actor: Actor,
    conversation: Conversation,
    kind: ActivityKind,
    pattern: str,
    rule: SenderRuleKind | None,
    *,
    change: Callable[[UnitOfWork, Conversation], None],
    **said: int,
) -> int | None:
    """Change a list and the conversation; returns the activity of both."""
    before = put_rule(uow, actor, pattern, rule)
    facts = {"name": pattern, "rule_was": before or "", "rule_is": rule or "", **said}
    with Changing(uow, actor, conversation, kind, **facts) as changing:
        change(uow, conversation)
    activity = changing.activity
    if activity is None:
        activity = record_activity(uow, conversation, kind, actor, **facts)
    uow.session.flush()
    return activity.id


def _filter_out(uow: UnitOfWork, conversation: Conversation) -> None:
    if conversation.filtered_reason is not FilteredReason.BLOCKED_SENDER:
        conversation.filtered_reason = FilteredReason.BLOCKED_SENDER
        conversation.filtered_at = uow.now


def _take_out(_uow: UnitOfWork, conversation: Conversation) -> None:
    conversation.filtered_reason = None
    conversation.filtered_at = None


def _leave(_uow: UnitOfWork, _conversation: Conversation) -> None:
    return


def _undo(
    uow: UnitOfWork, actor: Actor, conversation: Conversation, activity: Activity
) -> Activity | None:
    """Put the list back as it was, and the conversations with it.

    Raises:
        ChangedSinceError: the list says something else by now.
    """
    said = activity.data
    if (read_rule(uow, said["name"]) or "") != said["rule_is"]:
        raise ChangedSinceError
    if said.get("was"):
        put_back(uow, actor, conversation, activity)
    was = said["rule_was"]
    put_rule(uow, actor, said["name"], SenderRuleKind(was) if was else None)
    if said.get("job"):
        _undo_job(uow, actor, said["job"])
    # The list is no fact of the conversation: to do it again is to block again.
    return None


def _undo_job(uow: UnitOfWork, actor: Actor, job_id: int) -> None:
    """Bring the earlier ones back, but for those that were changed since."""
    job = uow.session.get(Job, job_id)
    activities = uow.session.exec(select(Activity).where(Activity.job_id == job_id))
    for activity in activities.all():
        try:
            other = access_conversation_to(
                uow, actor, Permission.CLOSE, activity.conversation_id
            )
            take_back(uow, actor, other, activity)
        except InboxError:
            # Whoever changed it since has decided about it.
            continue
    if job is not None:
        job.state = JobState.UNDONE


for _kind in (ActivityKind.BLOCKED, ActivityKind.UNBLOCKED, ActivityKind.ALLOWED):
    UNDOERS[_kind] = _undo
