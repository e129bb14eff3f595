"""Whether a new conversation is kept out of the open views, and why.

The first of these that holds decides, and the reason is the one shown:

    1. on the allow list           never filtered
    2. blocked, or on the deny list
    3. one of our own addresses wrote to us
    4. a delivery report or an automatic answer       (its switch)
    5. whom the team already talks with               never filtered
    6. marketing, unsubscribe link, role address, other machines (their switches)

A pattern is an address, or a domain that stands for its subdomains as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inbox_app.domain.enums import FilteredReason, SenderRuleKind
from inbox_app.domain.filtering import Marks

# What a machine sends because somebody wrote to it.
ANSWERS = frozenset({"auto-replied", "out-of-office", "auto-notified"})
# A name under a top level: `com` alone would stand for half the world.
FEWEST_LABELS = 2

Lists = Mapping[str, SenderRuleKind]


@dataclass(frozen=True, slots=True)
class FilterSwitches:
    """Which rules are on.

    The role rule is off unless asked for: for a small business info@ and sales@
    are customers.
    """

    automatic: bool = True
    marketing: bool = True
    unsubscribe: bool = True
    role: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """On which list a sender is, and by which pattern."""

    kind: SenderRuleKind
    pattern: str


def patterns_for(address: str) -> tuple[str, ...]:
    """Name what could stand on a list for a normalised address, nearest first.

    >>> patterns_for("ann@mail.shop.example")
    ('ann@mail.shop.example', 'mail.shop.example', 'shop.example')
    """
    domain = address.rpartition("@")[2]
    labels = domain.split(".")
    domains = [
        ".".join(labels[start:]) for start in range(len(labels) - FEWEST_LABELS + 1)
    ]
    return tuple(p for p in (address, *domains) if p)


def find_standing(address: str, lists: Lists) -> Standing | None:
    """Find the list that decides on a normalised address.

    The allow list goes before the others; of these the nearest pattern decides.
    """
    found = [Standing(lists[p], p) for p in patterns_for(address) if p in lists]
    allowed = (one for one in found if one.kind is SenderRuleKind.ALLOW)
    return next(allowed, found[0] if found else None)


def filtered_reason(
    marks: Marks,
    *,
    automated: str,
    standing: SenderRuleKind | None,
    is_own: bool,
    is_known_contact: bool,
    switches: FilterSwitches,
) -> FilteredReason | None:
    """Judge a mail that starts a conversation; None leaves it among the open ones."""
    match standing:
        case SenderRuleKind.ALLOW:
            return None
        case SenderRuleKind.BLOCK:
            return FilteredReason.BLOCKED_SENDER
        case SenderRuleKind.DENY:
            return FilteredReason.DENY_LIST
        case _:
            pass
    if is_own:
        return FilteredReason.SELF_SENT
    if switches.automatic and automated == "bounce":
        return FilteredReason.BOUNCE
    if switches.automatic and automated in ANSWERS:
        return FilteredReason.AUTO_REPLY
    return None if is_known_contact else _by_rules(marks, automated, switches)


def _by_rules(
    marks: Marks, automated: str, switches: FilterSwitches
) -> FilteredReason | None:
    if switches.marketing and marks.marketing:
        return FilteredReason.MARKETING
    if switches.unsubscribe and marks.unsubscribe_link:
        return FilteredReason.UNSUBSCRIBE_LINK
    if switches.role and marks.role:
        return FilteredReason.ROLE
    return FilteredReason.AUTO_REPLY if switches.automatic and automated else None
