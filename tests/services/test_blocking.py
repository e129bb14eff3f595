"""Blocking a sender, and letting one in again, allowed and refused."""

from typing import Any

import pytest
from sqlmodel import select

from inbox_app.domain.actor import Actor
from inbox_app.domain.enums import (
    ActivityKind,
    Direction,
    FilteredReason,
    Folder,
    JoinReason,
    LedgerFate,
    SenderRuleKind,
)
from inbox_app.domain.errors import (
    ChangedSinceError,
    ConversationNotFoundError,
    InvalidInputError,
    NotAllowedError,
    NotAMemberError,
)
from inbox_app.models import Activity, Channel, Notification, SenderRule
from inbox_app.services.blocking import (
    AllowedSenderError,
    NoSenderError,
    block_sender,
    never_filter_sender,
    read_block_choices,
    unblock_sender,
)
from inbox_app.services.changes import undo_activity
from inbox_app.services.conversations import (
    assign_conversation,
    close_conversation,
    trash_conversation,
    unfilter_conversation,
)
from inbox_app.services.sender_rules import (
    FreeMailDomainError,
    OwnAddressError,
    put_rule,
)
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace

SHOP = "Shop <offers@shop.example>"


def run(workspace: Workspace, service: Any, *args: Any, **values: Any) -> Any:
    with workspace.store.write() as uow:
        return service(uow, *args, **values)


def rules(workspace: Workspace) -> dict[str, SenderRuleKind]:
    with workspace.store.read() as uow:
        return {
            rule.pattern: rule.kind for rule in uow.session.exec(select(SenderRule))
        }


def folders(workspace: Workspace) -> list[str | None]:
    return [one.folder for one in workspace.conversations()]


@pytest.mark.parametrize(
    "action",
    [
        lambda uow, actor, n: block_sender(uow, actor, n, scope="address"),
        unblock_sender,
        never_filter_sender,
    ],
)
def test_nobody_decides_about_a_sender_from_what_is_not_theirs(
    workspace: Workspace, action: Any
) -> None:
    number = workspace.a_conversation(from_=SHOP)

    for actor, refusal in (
        (workspace.eve, ConversationNotFoundError),
        (workspace.admin, NotAMemberError),
    ):
        with pytest.raises(refusal):
            run(workspace, action, actor, number)

    assert rules(workspace) == {}
    assert folders(workspace) == [Folder.OPEN]
    with pytest.raises(ConversationNotFoundError):
        run(workspace, read_block_choices, workspace.eve, number)


@pytest.mark.parametrize("wrong", ["everybody", "", None, 7])
def test_only_an_address_or_a_domain_can_be_blocked(
    workspace: Workspace, wrong: Any
) -> None:
    number = workspace.a_conversation(from_=SHOP)

    with pytest.raises(InvalidInputError):
        run(workspace, block_sender, workspace.ann, number, scope=wrong)


def test_what_a_blocked_sender_writes_later_is_kept_in_filtered_in_silence(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation(
        from_=SHOP, subject="Offer", message_id="<1@shop.example>"
    )
    run(
        workspace,
        assign_conversation,
        workspace.ann,
        number,
        assignee_id=workspace.bob.agent_id,
    )
    run(workspace, block_sender, workspace.ann, number, scope="address")

    workspace.receive(
        a_mail(from_="OFFERS@Shop.example", subject="Another offer"),
        a_mail(from_=SHOP, subject="Re: Offer", in_reply_to="<1@shop.example>"),
        a_mail(from_="Ceo <ceo@shop.example>", subject="From somebody else"),
    )

    first, second, other = workspace.conversations()
    assert first.filtered_reason is FilteredReason.BLOCKED_SENDER
    assert first.message_count == 2
    assert second.filtered_reason is FilteredReason.BLOCKED_SENDER
    assert second.filtered_at == workspace.store.clock()
    assert other.filtered_reason is None
    assert [line.fate for line in workspace.ledger()] == [
        LedgerFate.RECEIVED,
        LedgerFate.FILTERED,
        LedgerFate.FILTERED,
        LedgerFate.RECEIVED,
    ]
    with workspace.store.read() as uow:
        kinds = [n.kind for n in uow.session.exec(select(Notification))]
    assert kinds == ["assigned"]


def test_a_blocked_participant_cannot_reopen_a_conversation_of_others(
    workspace: Workspace,
) -> None:
    pest = "Pest <pest@pest.example>"
    blocked = workspace.a_conversation(from_=pest, subject="Spam")
    shared = workspace.a_conversation(
        from_="Clara <clara@customer.example>",
        cc="pest@pest.example",
        subject="Order",
        message_id="<order@customer.example>",
    )
    run(workspace, close_conversation, workspace.ann, shared)
    run(workspace, block_sender, workspace.ann, blocked, scope="address")

    workspace.receive(
        a_mail(from_=pest, subject="Re: Order", in_reply_to="<order@customer.example>")
    )

    assert workspace.conversation(shared).folder == Folder.CLOSED
    newest = workspace.conversations()[-1]
    assert newest.filtered_reason is FilteredReason.BLOCKED_SENDER
    message = workspace.messages()[-1]
    assert message.join_reason is JoinReason.BLOCKED_SENDER
    assert message.join_detail == str(shared)


def test_a_blocked_domain_stands_for_its_subdomains(workspace: Workspace) -> None:
    number = workspace.a_conversation(from_=SHOP)
    run(workspace, block_sender, workspace.ann, number, scope="domain")

    workspace.receive(
        a_mail(from_="a@news.shop.example"),
        a_mail(from_="b@shop.example"),
        a_mail(from_="c@othershop.example"),
        a_mail(from_="d@shop.example.org"),
    )

    assert rules(workspace) == {"shop.example": SenderRuleKind.BLOCK}
    assert folders(workspace) == ["filtered", "filtered", "filtered", "open", "open"]


def test_earlier_conversations_go_along_if_wished_and_come_back_with_the_undo(
    workspace: Workspace,
) -> None:
    workspace.a_conversation(from_=SHOP, subject="one")
    closed = workspace.a_conversation(from_=SHOP, subject="two")
    run(workspace, close_conversation, workspace.ann, closed)
    thrown = workspace.a_conversation(from_=SHOP, subject="three")
    run(workspace, trash_conversation, workspace.ann, thrown)
    workspace.a_conversation(from_="Ceo <ceo@shop.example>", subject="four")
    last = workspace.a_conversation(from_=SHOP, subject="five")
    before = workspace.conversations()
    choices = run(workspace, read_block_choices, workspace.ann, last)

    activity_id = run(
        workspace,
        block_sender,
        workspace.ann,
        last,
        scope="address",
        moves_earlier=True,
    )

    assert choices["address"]["earlier"] == 2
    assert choices["domain"]["earlier"] == 3
    assert folders(workspace) == ["filtered", "filtered", "trash", "open", "filtered"]
    run(workspace, undo_activity, workspace.bob, activity_id)
    assert rules(workspace) == {}
    after = workspace.conversations()
    facts = ("folder", "status", "closed_at", "filtered_reason", "filtered_at")
    for old, new in zip(before, after, strict=True):
        assert [getattr(old, f) for f in facts] == [getattr(new, f) for f in facts]


def test_what_somebody_changed_since_does_not_come_back(workspace: Workspace) -> None:
    first = workspace.a_conversation(from_=SHOP, subject="one")
    last = workspace.a_conversation(from_=SHOP, subject="two")
    activity_id = run(
        workspace,
        block_sender,
        workspace.ann,
        last,
        scope="address",
        moves_earlier=True,
    )
    run(workspace, unfilter_conversation, workspace.bob, first)
    run(workspace, close_conversation, workspace.bob, first)

    run(workspace, undo_activity, workspace.ann, activity_id)

    assert folders(workspace) == [Folder.CLOSED, Folder.OPEN]


def test_a_block_that_was_changed_since_is_not_undone(workspace: Workspace) -> None:
    number = workspace.a_conversation(from_=SHOP)
    activity_id = run(workspace, block_sender, workspace.ann, number, scope="address")
    run(workspace, never_filter_sender, workspace.bob, number)

    with pytest.raises(ChangedSinceError):
        run(workspace, undo_activity, workspace.ann, activity_id)

    assert rules(workspace) == {"offers@shop.example": SenderRuleKind.ALLOW}
    assert folders(workspace) == [Folder.OPEN]


def test_unblocking_restores_and_lets_mail_in_again(workspace: Workspace) -> None:
    number = workspace.a_conversation(from_=SHOP)
    run(workspace, block_sender, workspace.ann, number, scope="domain")

    activity_id = run(workspace, unblock_sender, workspace.bob, number)
    workspace.receive(a_mail(from_=SHOP, subject="Hello again"))

    assert rules(workspace) == {}
    assert folders(workspace) == [Folder.OPEN, Folder.OPEN]
    run(workspace, undo_activity, workspace.bob, activity_id)
    assert rules(workspace) == {"shop.example": SenderRuleKind.BLOCK}
    assert workspace.conversation(number).folder == Folder.FILTERED


def test_never_filtering_a_sender_wins_over_the_block_of_their_domain(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation(
        from_=SHOP, subject="Offer", message_id="<1@shop.example>"
    )
    run(workspace, block_sender, workspace.ann, number, scope="domain")

    run(workspace, never_filter_sender, workspace.ann, number)
    marketing = {"List-Unsubscribe": "<https://x.example>", "Precedence": "bulk"}
    workspace.receive(
        a_mail(from_=SHOP, subject="Newsletter", headers=marketing),
        a_mail(from_="Ceo <ceo@shop.example>", subject="Still blocked"),
    )

    assert folders(workspace) == ["open", "open", "filtered"]


def test_mail_of_an_allowed_sender_takes_its_conversation_out_of_filtered(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation(
        from_=SHOP, subject="Offer", message_id="<1@shop.example>"
    )
    run(workspace, block_sender, workspace.ann, number, scope="address")
    with workspace.store.write() as uow:
        put_rule(uow, workspace.ann, "offers@shop.example", SenderRuleKind.ALLOW)

    workspace.receive(
        a_mail(from_=SHOP, subject="Re: Offer", in_reply_to="<1@shop.example>")
    )

    assert folders(workspace) == [Folder.OPEN]
    with workspace.store.read() as uow:
        kinds = [one.kind for one in uow.session.exec(select(Activity))]
    assert kinds[-1] is ActivityKind.UNFILTERED


def test_only_who_keeps_the_lists_overrules_the_deny_list(workspace: Workspace) -> None:
    with workspace.store.write() as uow:
        put_rule(uow, workspace.admin, "shop.example", SenderRuleKind.DENY)
    number = workspace.a_conversation(from_=SHOP)
    member = Actor(
        workspace.admin.agent_id,
        "Admin",
        workspace.admin.role,
        frozenset({workspace.inbox_id}),
    )

    with pytest.raises(NotAllowedError):
        run(workspace, never_filter_sender, workspace.ann, number)
    assert run(workspace, unblock_sender, workspace.ann, number) is None
    assert workspace.conversation(number).filtered_reason is FilteredReason.DENY_LIST
    run(workspace, never_filter_sender, member, number)

    assert workspace.conversation(number).folder == Folder.OPEN


@pytest.mark.parametrize(
    ("sender", "scope", "refusal"),
    [
        ("clara@gmail.com", "domain", FreeMailDomainError),
        ("support@example.test", "address", OwnAddressError),
        ("support+abc@example.test", "address", OwnAddressError),
        ("help@example.test", "address", OwnAddressError),
        ("someone@example.test", "domain", OwnAddressError),
        ("bob@acme.test", "address", OwnAddressError),
    ],
)
def test_ourselves_and_whole_mail_providers_cannot_be_blocked(
    workspace: Workspace, sender: str, scope: Any, refusal: type[Exception]
) -> None:
    with workspace.store.write() as uow:
        channel = uow.session.get_one(Channel, workspace.channel_id)
        channel.aliases = ["help@example.test"]
    number = workspace.a_conversation(from_=sender)

    choice = run(workspace, read_block_choices, workspace.ann, number)[scope]
    with pytest.raises(refusal):
        run(workspace, block_sender, workspace.ann, number, scope=scope)

    assert choice["refusal"].startswith("error.")
    assert rules(workspace) == {}


def test_a_sender_under_an_allowed_domain_cannot_be_blocked_without_effect(
    workspace: Workspace,
) -> None:
    with workspace.store.write() as uow:
        put_rule(uow, workspace.admin, "shop.example", SenderRuleKind.ALLOW)
    number = workspace.a_conversation(from_=SHOP)

    with pytest.raises(AllowedSenderError):
        run(workspace, block_sender, workspace.ann, number, scope="address")


def test_a_conversation_without_a_sender_has_nobody_to_block(
    workspace: Workspace,
) -> None:
    number = workspace.a_conversation(from_="undisclosed")

    choices = run(workspace, read_block_choices, workspace.ann, number)
    with pytest.raises(NoSenderError):
        run(workspace, block_sender, workspace.ann, number, scope="address")

    assert choices["address"]["refusal"] == "error.no_sender"
    assert workspace.messages()[0].direction is Direction.INBOUND
