"""Refusals that a person can read and act on.

    InboxError
    ├── NotSignedInError
    ├── LogInRefusedError
    │   └── LogInThrottledError
    ├── NotFoundError
    │   ├── ConversationNotFoundError
    │   ├── MessageNotFoundError
    │   ├── ChannelNotFoundError
    │   ├── InboxNotFoundError
    │   ├── AgentNotFoundError
    │   ├── AttachmentNotFoundError
    │   ├── ActivityNotFoundError
    │   ├── CommentNotFoundError
    │   ├── JobNotFoundError
    │   ├── LibraryItemNotFoundError
    │   ├── TeamNotFoundError
    │   ├── ViewNotFoundError
    │   └── TagNotFoundError
    ├── NotAllowedError
    │   ├── NotAMemberError
    │   ├── MergedAwayError
    │   └── NotYourCommentError
    ├── InvalidInputError
    │   ├── InvalidAddressError
    │   ├── EmptyMessageError
    │   ├── MissingFieldError
    │   ├── CannotMentionError
    │   ├── InvalidTimeError
    │   ├── NameTakenError
    │   ├── InvalidLinkError
    │   └── NoRecipientError
    ├── NewerMessageError
    ├── ChangedSinceError
    ├── CannotUndoError
    ├── TooLateToEditError
    ├── TooLateToUndoError
    ├── TooLargeError
    └── TooManyViewsError

`code` is the key of the sentence in both catalogues (`error.<code>`), `values`
fill its placeholders.
"""


class InboxError(Exception):
    """An expected refusal; anything else that is raised is a defect."""

    code = "unexpected"

    def __init__(self, **values: str | int) -> None:
        super().__init__(self.code, values)
        self.values = values


class NotSignedInError(InboxError):
    """The session is missing, expired or revoked."""

    code = "not_signed_in"


class LogInRefusedError(InboxError):
    """Address and password do not belong together."""

    code = "log_in_refused"


class LogInThrottledError(LogInRefusedError):
    """Too many failures; `seconds` says how long to wait."""

    code = "log_in_throttled"


class NotFoundError(InboxError):
    """The row does not exist, or this actor may not know that it does."""

    code = "not_found"


class ConversationNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "conversation_not_found"


class MessageNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "message_not_found"


class ChannelNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "channel_not_found"


class InboxNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "inbox_not_found"


class AgentNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "agent_not_found"


class AttachmentNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "attachment_not_found"


class ActivityNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "activity_not_found"


class CommentNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "comment_not_found"


class JobNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "job_not_found"


class LibraryItemNotFoundError(NotFoundError):
    """No snippet, article or document has this number; see `NotFoundError`."""

    code = "library_item_not_found"


class TeamNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "team_not_found"


class ViewNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "view_not_found"


class TagNotFoundError(NotFoundError):
    """See `NotFoundError`."""

    code = "tag_not_found"


class NotAllowedError(InboxError):
    """The actor may see it but not do this."""

    code = "not_allowed"


class NotAMemberError(NotAllowedError):
    """An admin may look into every inbox but act only where a member."""

    code = "not_a_member"


class NotYourCommentError(NotAllowedError):
    """Only who wrote a comment may change it."""

    code = "not_your_comment"


class MergedAwayError(NotAllowedError):
    """It was merged into another conversation, which holds all of it now."""

    code = "merged_away"


class InvalidInputError(InboxError):
    """What was typed cannot be used; `field` names where."""

    code = "invalid_input"


class InvalidAddressError(InvalidInputError):
    """`address` is no e-mail address."""

    code = "invalid_address"


class EmptyMessageError(InvalidInputError):
    """There is neither text nor attachment to send."""

    code = "empty_message"


class MissingFieldError(InvalidInputError):
    """The text still marks a value that a snippet could not fill in: `name`."""

    code = "missing_field"


class CannotMentionError(InvalidInputError):
    """`name` was mentioned and may not see the conversation."""

    code = "cannot_mention"


class NameTakenError(InvalidInputError):
    """Something else is called `name` already."""

    code = "name_taken"


class InvalidLinkError(InvalidInputError):
    """It is no address that begins with https://."""

    code = "invalid_link"


class InvalidTimeError(InvalidInputError):
    """The time is past, too far ahead, or none at all."""

    code = "invalid_time"


class NoRecipientError(InvalidInputError):
    """A mail needs at least one address in To."""

    code = "no_recipient"


class NewerMessageError(InboxError):
    """Somebody wrote since the sender last looked; nothing was sent."""

    code = "newer_message"


class ChangedSinceError(InboxError):
    """What should be taken back was changed again meanwhile; nothing happened."""

    code = "changed_since"


class CannotUndoError(InboxError):
    """The change was undone before, is too old, or changed nothing."""

    code = "cannot_undo"


class TooLateToEditError(InboxError):
    """A comment stands as it is after `minutes`."""

    code = "too_late_to_edit"


class TooLateToUndoError(InboxError):
    """The message has left, or is leaving."""

    code = "too_late_to_undo"


class TooLargeError(InboxError):
    """`limit_mb` says how much is allowed."""

    code = "too_large"


class TooManyViewsError(InboxError):
    """Nobody sees more than `limit` saved views."""

    code = "too_many_views"
