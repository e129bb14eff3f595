"""One row of a list, one open conversation, and the items in it."""

from typing import TypedDict

from inbox_app.viewmodels.triage import TagView


class ConversationRow(TypedDict):
    """A conversation in a list."""

    # Key of the row: the conversation, in Sent the message ("m12").
    key: str
    id: int
    inbox_id: int
    name: str
    address: str
    initials: str
    # 0-11: index of the avatar colour.
    hue: int
    # Participants beside the contact.
    others: int
    subject: str
    preview: str
    # "inbound", "outbound" or "comment"; the first name of the agent who wrote it.
    preview_kind: str
    preview_by: str
    at: str
    # Place in its list, as text that compares: newest first by (`sort_at`, `id`),
    # in Sent by (`sort_at`, `key`).
    sort_at: str
    channel_kind: str
    is_unread: bool
    has_attachments: bool
    # "", "mine" or the name of the agent who has one.
    draft: str
    assignee_id: int
    assignee_name: str
    assignee_initials: str
    folder: str
    filtered_reason: str
    # "low", "normal", "high" or "urgent".
    priority: str
    # ISO 8601, "reply" for until they write; empty when it does not rest.
    snoozed_until: str
    tags: list[TagView]
    # When it is deleted for ever; empty where nothing deletes it.
    purge_at: str
    # When the oldest unanswered message came in; empty when none waits.
    waiting_since: str
    # Sent view: "queued", "sending", "sent", "failed", "bounced"; else empty.
    delivery: str
    # Search: what matched in the text, and in the subject, as pieces; empty elsewhere.
    match: list["TextPiece"]
    subject_match: list["TextPiece"]
    # Search: the matching item to jump to ("m12", "c3"); empty elsewhere.
    match_item: str


class TextPiece(TypedDict):
    """A piece of text, marked when it is what was searched for."""

    text: str
    is_match: bool


class ConversationPage(TypedDict):
    """Up to 50 rows and where the next ones begin."""

    rows: list[ConversationRow]
    # Opaque; empty at the end.
    next_cursor: str
    # Search only: how many conversations match, capped; -1 when not counted.
    total: int
    is_total_capped: bool


class MailAddress(TypedDict):
    """A name and an address, as a person reads them."""

    name: str
    address: str


class AttachmentView(TypedDict):
    """A file that may be opened or downloaded."""

    id: int
    filename: str
    content_type: str
    size: int
    # Catalogue-free: "182 kB" is made in the browser.
    url: str
    # "image", "pdf" or "": whether the browser can show it.
    preview: str


class QuotePart(TypedDict):
    """A stretch of a plain mail; quoted ones are folded."""

    text: str
    is_quote: bool


class Waiting(TypedDict):
    """Until when an outgoing message stays here."""

    undo_until: str
    # Its own time, chosen by the agent; empty for one that leaves by itself.
    scheduled_for: str
    holds_if_answered: bool
    # They wrote first: it waits for the agent.
    is_held: bool


class TimelineItem(Waiting):
    """A message, a comment or an activity, in the order of `position`."""

    # "m12", "c3", "a7".
    key: str
    # "message", "comment" or "activity".
    kind: str
    id: int
    position: int
    at: str
    author_id: int
    author_name: str
    initials: str
    hue: int
    # "inbound" or "outbound"; empty for the other kinds.
    direction: str
    from_address: str
    to: list[MailAddress]
    cc: list[MailAddress]
    bcc: list[MailAddress]
    subject: str
    # Plain mails and comments; an HTML mail has `frame_url` instead.
    parts: list[QuotePart]
    # Comments: sanitised HTML made by our own editor.
    html: str
    # Comments: until when their author may change them (empty: not any more),
    # whether they did, and whether only the trace of it is left.
    editable_until: str
    is_edited: bool
    is_deleted: bool
    # Where the sandboxed mail is served; empty for a plain one.
    frame_url: str
    has_remote_images: bool
    attachments: list[AttachmentView]
    # Catalogue keys: "remark.encrypted", "remark.signed", "remark.auto_reply" …
    remarks: list[str]
    # Outbound: state, the server's own words; see also `Waiting`.
    delivery: str
    delivery_error: str
    # Why it stands here: catalogue key "join.<reason>" and what it points to.
    join_reason: str
    join_detail: str
    message_id_header: str
    # Activities: catalogue key "activity.<kind>" and its values.
    activity: str
    values: dict[str, str]
    changes: list["FactChange"]
    can_undo: bool
    is_undone: bool
    # The bulk action that it is part of; 0 for none.
    job_id: int


class FactChange(TypedDict):
    """A fact before and after; enum values and ISO times as they are stored."""

    fact: str
    # Empty for none.
    before: str
    after: str


class RecipientDefaults(TypedDict):
    """Whom a reply goes to unless the agent says otherwise."""

    to: list[MailAddress]
    cc: list[MailAddress]
    bcc: list[MailAddress]
    subject: str
    from_name: str
    from_address: str


class DraftView(TypedDict):
    """What the agent was writing; `recipients` is None unless changed by hand."""

    html: str
    recipients: RecipientDefaults | None
    attachments: list[AttachmentView]
    updated_at: str


class ContactCard(TypedDict):
    """The person outside, for the panel."""

    id: int
    name: str
    address: str
    initials: str
    hue: int
    first_seen_at: str
    conversation_count: int


class ConversationHead(TypedDict):
    """The facts above an open conversation."""

    id: int
    inbox_id: int
    inbox_name: str
    subject: str
    status: str
    folder: str
    filtered_reason: str
    # "allow", "deny" or "block", and the address or domain that is on that list.
    sender_rule: str
    sender_pattern: str
    # When it is deleted for ever; empty where nothing deletes it.
    purge_at: str
    assignee_id: int
    assignee_name: str
    assignee_initials: str
    team_id: int
    team_name: str
    priority: str
    # ISO 8601, "reply" for until they write; empty when it does not rest.
    snoozed_until: str
    tags: list[TagView]
    # Where all of it is now, when it was merged.
    merged_into_id: int
    # The conversation that this one was split off.
    parent_id: int
    channel_kind: str
    channel_address: str
    version: int
    last_position: int
    is_member: bool
    continues_id: int
    # The conversation that this one forwarded to a third party; 0 for none.
    side_of: int
    contact: ContactCard
    participants: list[MailAddress]


class ConversationView(TypedDict):
    """An open conversation: the newest items, older ones on request."""

    head: ConversationHead
    items: list[TimelineItem]
    # Whether there are items before the first of these.
    has_older: bool
    # The item to begin reading at: the first from outside that came since this agent
    # last looked, the newest for who never did, empty when all is read.
    first_unread: str
    recipients: RecipientDefaults
    reply_draft: DraftView
    comment_draft: DraftView
    signature_html: str


class DeliveryView(TypedDict):
    """How an outgoing message is doing, for the item of this key."""

    key: str
    delivery: str
    delivery_error: str
    undo_until: str


class ItemsSince(TypedDict):
    """What happened in a conversation after a position."""

    head: ConversationHead
    items: list[TimelineItem]
    # So much happened that reading the conversation anew is simpler.
    has_gap: bool
    # The newest outgoing messages; a queued one that is shown but not named here
    # was taken back.
    deliveries: list[DeliveryView]
