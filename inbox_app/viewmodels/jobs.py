"""A bulk action as the agent who started it sees it."""

from typing import TypedDict


class JobView(TypedDict):
    """How far it has come."""

    id: int
    # The name of an action, or "undo".
    action: str
    # "queued", "running", "done" or "undone".
    state: str
    total: int
    done: int
    failed: int
    can_undo: bool


class JobFailure(TypedDict):
    """A conversation that was left as it was, and the code of the reason."""

    conversation_id: int
    # Empty when the agent may not see it.
    subject: str
    error: str


class Choice(TypedDict):
    """A thing with a name."""

    id: int
    name: str


class Choices(TypedDict):
    """To whom, by what word and where conversations can go."""

    agents: list[Choice]
    teams: list[Choice]
    tags: list[Choice]
    inboxes: list[Choice]
