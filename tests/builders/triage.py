"""Tags, teams and whatever else conversations are sorted by."""

from inbox_app.models import Tag, Team
from tests.builders.workspace import Workspace


def a_tag(workspace: Workspace, name: str = "billing") -> int:
    """Make a tag; returns its id."""
    with workspace.store.write() as uow:
        tag = Tag(name=name, hue=200)
        uow.session.add(tag)
        uow.session.flush()
        return tag.id or 0


def a_team(workspace: Workspace, name: str = "Finance") -> int:
    """Make a team; returns its id."""
    with workspace.store.write() as uow:
        team = Team(name=name)
        uow.session.add(team)
        uow.session.flush()
        return team.id or 0
