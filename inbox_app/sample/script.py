"""What happens in a sample conversation, step by step."""

from dataclasses import dataclass, field

MINUTE = 1.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class File:
    """Something attached."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    # Shown inside the HTML under this id.
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, so many minutes before the workspace was opened."""

    ago: float


@dataclass(frozen=True, slots=True)
class Mail(Step):
    """A mail from outside; from the second one on it answers what came before."""

    text: str = ""
    sender: str = ""
    subject: str = ""
    html: str = ""
    cc: str = ""
    files: tuple[File, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply(Step):
    """An agent answers the customer."""

    agent: str
    html: str


@dataclass(frozen=True, slots=True)
class Note(Step):
    """An agent comments; `mentions` names colleagues."""

    agent: str
    text: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assign(Step):
    """An agent gives the conversation to a colleague."""

    agent: str
    to: str


@dataclass(frozen=True, slots=True)
class Close(Step):
    """An agent closes it."""

    agent: str


@dataclass(frozen=True, slots=True)
class Delete(Step):
    """An agent puts it in the trash."""

    agent: str


@dataclass(frozen=True, slots=True)
class Bounce(Step):
    """The agent's last reply comes back undelivered."""

    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """One conversation: who writes, to which inbox, about what."""

    customer: str
    inbox: str
    subject: str
    steps: tuple[Step, ...]
