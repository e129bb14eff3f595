"""What an agent can choose from when sorting a conversation."""

from typing import TypedDict


class TagView(TypedDict):
    """A tag as a chip."""

    id: int
    name: str
    # 0 to 11: which of the twelve colours.
    hue: int


class TeamChoice(TypedDict):
    """A team that can be assigned."""

    id: int
    name: str


class InboxTarget(TypedDict):
    """An inbox that a conversation can be moved to."""

    id: int
    name: str


class SnoozeChoice(TypedDict):
    """A moment with a name ("tomorrow"), and when that is."""

    name: str
    at: str


class TriageChoices(TypedDict):
    """All of them."""

    snoozes: list[SnoozeChoice]
    tags: list[TagView]
    teams: list[TeamChoice]
    inboxes: list[InboxTarget]


class MergeTarget(TypedDict):
    """A conversation that the open one can be merged with."""

    id: int
    name: str
    subject: str
    preview: str
    at: str
    folder: str
