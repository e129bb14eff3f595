"""What reply and comment editor have in common: names, commands and answers."""

from typing import TypedDict

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.editor_html import editor_text, image_ids
from inbox_app.domain.enums import DraftKind
from inbox_app.domain.errors import InboxError
from inbox_app.state.timeline import next_number
from inbox_app.state.toasts import error_key
from inbox_app.viewmodels.conversation import ConversationView

MAX_ID_DIGITS = 10


class EditorCommand(TypedDict):
    """What the editor shall do once, by its number."""

    seq: int
    key: str
    kind: str
    html: str
    # The server's own time of that text; empty when it brings none.
    at: str


class SavedDraft(TypedDict):
    """The draft that the server has just stored."""

    key: str
    # The server's own time of that version.
    at: str


class Problem(TypedDict):
    """Why something was not sent: a catalogue key, empty when nothing is wrong."""

    key: str
    values: dict[str, str | int]


def no_command() -> EditorCommand:
    """Ask nothing of the editor."""
    return EditorCommand(seq=0, key="", kind="", html="", at="")


def no_problem() -> Problem:
    """Say that nothing is wrong."""
    return Problem(key="", values={})


def not_saved() -> SavedDraft:
    """Say that no draft has been stored yet."""
    return SavedDraft(key="", at="")


def make_command(key: str, kind: str, html: str = "", at: str = "") -> EditorCommand:
    """Number a command for the editor of a draft."""
    return EditorCommand(seq=next_number(), key=key, kind=kind, html=html, at=at)


def server_time() -> str:
    """The time by the clock that the drafts are stored with."""
    return current_store().clock().isoformat()


def make_problem(error: InboxError) -> Problem:
    """Say a refusal where the agent is looking."""
    return Problem(key=error_key(error), values=dict(error.values))


def name_draft(conversation_id: int, kind: DraftKind) -> str:
    """Name a draft as the browser knows it: "42/reply"."""
    return f"{conversation_id}/{kind.value}"


def conversation_of(key: str) -> int:
    """Read the conversation a draft belongs to; 0 for what is no such name."""
    number = str(key).partition("/")[0]
    is_id = number.isascii() and number.isdigit() and len(number) < MAX_ID_DIGITS
    return int(number) if is_id else 0


def has_words(html: str, signature_html: str = "") -> bool:
    """Whether an agent has written more than the signature that stood there."""
    if image_ids(html) != image_ids(signature_html):
        return True
    text, signature = editor_text(html), editor_text(signature_html)
    return text.strip() not in {"", signature.strip()}


def last_sent_at(view: ConversationView, agent_id: int, kind: str) -> str:
    """When this agent last sent a text of this kind; what they wrote before is gone.

    A browser that was closed between the send and its confirmation still keeps
    the text; it must not come back as a draft.
    """
    sent = (
        item["at"]
        for item in view["items"]
        if item["kind"] == kind and item["author_id"] == agent_id
    )
    return max(sent, default="")
