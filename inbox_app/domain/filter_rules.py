"""Whether a new conversation is kept out of the open views, and why.

The first reason that holds is the one shown. Whom the team already talks with
is never filtered, but for what a machine sent in their name.
"""

from inbox_app.domain.enums import FilteredReason
from inbox_app.domain.filtering import Marks

# What a machine sends because somebody wrote to it.
ANSWERS = frozenset({"auto-replied", "out-of-office", "auto-notified"})


def filtered_reason(
    marks: Marks, *, automated: str, is_known_contact: bool, is_blocked: bool
) -> FilteredReason | None:
    """Judge a mail that starts a conversation.

    Role senders (info@, sales@) are marked but not filtered: for a small
    business they are customers.
    """
    if is_blocked:
        return FilteredReason.BLOCKED_SENDER
    if automated == "bounce":
        return FilteredReason.BOUNCE
    if automated in ANSWERS:
        return FilteredReason.AUTO_REPLY
    if is_known_contact:
        return None
    if marks.marketing:
        return FilteredReason.MARKETING
    if marks.unsubscribe_link:
        return FilteredReason.UNSUBSCRIBE_LINK
    return FilteredReason.AUTO_REPLY if automated else None
