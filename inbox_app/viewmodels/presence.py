"""Who else is in the open conversation."""

from typing import TypedDict


class AgentPresence(TypedDict):
    """Another agent who has the conversation on screen."""

    agent_id: int
    name: str
    initials: str
    # "reply" or "comment" while they write one, else empty.
    writing: str
