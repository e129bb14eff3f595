"""What the lists of senders mean for a mail that is being filed.

The lists and the switches were read once for the whole batch (`surroundings`).
"""

from inbox_app.domain.addresses import normalise_address
from inbox_app.domain.enums import FilteredReason, JoinReason, SenderRuleKind
from inbox_app.domain.filter_rules import filtered_reason, find_standing
from inbox_app.domain.threading import Placement
from inbox_app.ingest.preparing import PreparedMail
from inbox_app.ingest.surroundings import Surroundings


def find_kind(known: Surroundings, mail: PreparedMail) -> SenderRuleKind | None:
    """On which list the sender of a mail is."""
    address = normalise_address(mail.sender.address)
    standing = find_standing(address, known.sender_lists)
    return standing.kind if standing else None


def keep_apart(
    known: Surroundings, mail: PreparedMail, placement: Placement
) -> Placement:
    """Keep refused senders out of what the team works on.

    They go on only in what is in Filtered already: else somebody blocked could
    re-open a conversation of others, or take it along into Filtered.
    """
    if placement.conversation_id is None:
        return placement
    is_refused = find_kind(known, mail) in {SenderRuleKind.BLOCK, SenderRuleKind.DENY}
    joined = known.conversations[placement.conversation_id]
    if not is_refused or joined.filtered_reason is not None:
        return placement
    near = str(placement.conversation_id)
    return Placement(None, JoinReason.BLOCKED_SENDER, near)


def judge(
    known: Surroundings, mail: PreparedMail, *, is_own: bool, is_known_contact: bool
) -> FilteredReason | None:
    """Say why a mail that starts a conversation is filtered, if it is."""
    return filtered_reason(
        mail.marks,
        automated=mail.automated,
        standing=find_kind(known, mail),
        is_own=is_own,
        is_known_contact=is_known_contact,
        switches=known.switches,
    )
