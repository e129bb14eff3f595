"""The lists, the switches and the days, allowed and refused, and what they do."""

from datetime import timedelta
from typing import Any

import pytest

from inbox_app.domain.enums import FilteredReason, SenderRuleKind
from inbox_app.domain.errors import InvalidInputError, NotAllowedError
from inbox_app.queries.filtering import read_filtering, read_sender_rules
from inbox_app.services.sender_rules import (
    FreeMailDomainError,
    OwnAddressError,
    SenderRuleNotFoundError,
    add_sender_rule,
    remove_sender_rule,
)
from inbox_app.services.workspace_rules import set_filter_switch, set_retention
from tests.builders.mail import a_mail
from tests.builders.workspace import Workspace

MARKETING = {"List-Unsubscribe": "<https://x.example>", "Precedence": "bulk"}
ABSENCE = {"Auto-Submitted": "auto-replied"}


def run(workspace: Workspace, service: Any, *args: Any, **values: Any) -> Any:
    with workspace.store.write() as uow:
        return service(uow, *args, **values)


def reasons(workspace: Workspace) -> list[FilteredReason | None]:
    return [one.filtered_reason for one in workspace.conversations()]


@pytest.mark.parametrize(
    ("service", "args", "values"),
    [
        (add_sender_rule, (), {"kind": "allow", "pattern": "shop.example"}),
        (remove_sender_rule, (1,), {}),
        (set_filter_switch, ("role",), {"is_on": True}),
        (set_retention, (), {"trash_days": 1, "filtered_days": 1}),
        (read_filtering, (), {}),
        (read_sender_rules, (), {}),
    ],
)
def test_only_admins_keep_the_rules(
    workspace: Workspace, service: Any, args: tuple[Any, ...], values: Any
) -> None:
    with pytest.raises(NotAllowedError):
        run(workspace, service, workspace.ann, *args, **values)


def test_a_pattern_is_on_one_list_and_leaves_it(workspace: Workspace) -> None:
    admin = workspace.admin
    for kind, pattern in (
        ("deny", " @Shop.Example "),
        ("deny", "Ann@MÜLLER.example"),
        ("allow", "shop.example"),
    ):
        run(workspace, add_sender_rule, admin, kind=kind, pattern=pattern)

    rows, has_more = run(workspace, read_sender_rules, admin)

    listed = [(row["pattern"], row["kind"], row["by_name"]) for row in rows]
    assert listed == [
        ("ann@xn--mller-kva.example", "deny", "Admin"),
        ("shop.example", "allow", "Admin"),
    ]
    assert not has_more
    run(workspace, remove_sender_rule, admin, rows[0]["id"])
    for wrong in (rows[0]["id"], 0, "1", None):
        with pytest.raises(SenderRuleNotFoundError):
            run(workspace, remove_sender_rule, admin, wrong)


@pytest.mark.parametrize(
    "wrong", ["", "com", "not an address", "@", "a@b@c", "x" * 400, "a@", None, 7]
)
def test_what_is_neither_an_address_nor_a_domain_is_refused(
    workspace: Workspace, wrong: Any
) -> None:
    with pytest.raises(InvalidInputError):
        run(workspace, add_sender_rule, workspace.admin, kind="deny", pattern=wrong)


def test_the_deny_list_takes_neither_ourselves_nor_a_mail_provider(
    workspace: Workspace,
) -> None:
    for pattern, refusal in (
        ("gmail.com", FreeMailDomainError),
        ("example.test", OwnAddressError),
        ("ann@acme.test", OwnAddressError),
    ):
        with pytest.raises(refusal):
            run(
                workspace,
                add_sender_rule,
                workspace.admin,
                kind=SenderRuleKind.DENY,
                pattern=pattern,
            )
    run(workspace, add_sender_rule, workspace.admin, kind="allow", pattern="gmail.com")


def test_each_rule_has_its_switch(workspace: Workspace) -> None:
    mails = {
        "marketing": {"headers": MARKETING},
        "automatic": {"headers": ABSENCE},
        "unsubscribe": {"text": "Buy!\n\nhttps://x.example unsubscribe here"},
        "role": {"from_": "Sales <sales@role.example>"},
    }

    def arrive(number: int) -> None:
        for name, mail in mails.items():
            sender = {"from_": f"Ann <ann@{name}{number}.example>"}
            if name == "role":
                sender = {"from_": f"Sales <sales@n{number}.example>"}
            workspace.receive(a_mail(**{**mail, **sender}))

    arrive(1)
    usual = reasons(workspace)
    for name in mails:
        run(
            workspace,
            set_filter_switch,
            workspace.admin,
            name,
            is_on=name == "role",
        )
    arrive(2)

    assert usual == [
        FilteredReason.MARKETING,
        FilteredReason.AUTO_REPLY,
        FilteredReason.UNSUBSCRIBE_LINK,
        None,
    ]
    assert reasons(workspace)[4:] == [None, None, None, FilteredReason.ROLE]
    with pytest.raises(InvalidInputError):
        run(workspace, set_filter_switch, workspace.admin, "everything", is_on=True)


def test_the_allow_list_goes_before_the_deny_list_and_that_before_contacts(
    workspace: Workspace,
) -> None:
    admin = workspace.admin
    workspace.a_conversation(from_="Known <known@shop.example>", subject="first")
    run(workspace, add_sender_rule, admin, kind="deny", pattern="known@shop.example")
    run(workspace, add_sender_rule, admin, kind="deny", pattern="bad.shop.example")
    run(workspace, add_sender_rule, admin, kind="allow", pattern="ok.example")
    run(workspace, add_sender_rule, admin, kind="deny", pattern="spam@ok.example")

    workspace.receive(
        a_mail(from_="known@shop.example", subject="second"),
        a_mail(from_="a@bad.shop.example", subject="third"),
        a_mail(from_="spam@ok.example", subject="fourth", headers=ABSENCE),
        a_mail(from_="other@shop.example", subject="fifth"),
    )

    assert reasons(workspace) == [
        None,
        FilteredReason.DENY_LIST,
        FilteredReason.DENY_LIST,
        None,
        None,
    ]


def test_a_known_contact_is_filtered_for_automatic_answers_alone(
    workspace: Workspace,
) -> None:
    known = "Known <known@shop.example>"
    workspace.a_conversation(from_=known, subject="first")

    workspace.receive(
        a_mail(from_=known, subject="News", headers=MARKETING),
        a_mail(from_=known, subject="Away", headers=ABSENCE),
    )

    assert reasons(workspace) == [None, None, FilteredReason.AUTO_REPLY]


@pytest.mark.parametrize("days", [0, -1, 10_000, "30", None, True, 1.5])
def test_days_that_are_none_are_refused(workspace: Workspace, days: Any) -> None:
    with pytest.raises(InvalidInputError):
        run(
            workspace,
            set_retention,
            workspace.admin,
            trash_days=days,
            filtered_days=90,
        )

    view = run(workspace, read_filtering, workspace.admin)
    assert (view["trash_days"], view["filtered_days"]) == (30, 90)


def test_much_filtered_mail_of_the_last_days_is_warned_of(workspace: Workspace) -> None:
    for number in range(8):
        workspace.receive(a_mail(from_=f"n{number}@ok.example"))
    for number in range(2):
        workspace.receive(a_mail(from_=f"n{number}@spam.example", headers=MARKETING))
    few = run(workspace, read_filtering, workspace.admin)
    workspace.receive(a_mail(from_="n3@spam.example", headers=MARKETING))

    many = run(workspace, read_filtering, workspace.admin)
    with workspace.store.read() as uow:
        uow.now += timedelta(days=8)
        later = read_filtering(uow, workspace.admin)

    assert (few["filtered_percent"], few["is_much"]) == (20, False)
    assert (many["filtered_percent"], many["is_much"]) == (27, True)
    assert (later["filtered_percent"], later["is_much"]) == (0, False)
