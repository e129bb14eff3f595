"""Who performs a call, and what that person may do."""

from dataclasses import dataclass
from enum import StrEnum

from inbox_app.domain.enums import Role


class Permission(StrEnum):
    """A right that a handler or service asks for."""

    VIEW = "view"
    REPLY = "reply"
    COMMENT = "comment"
    ASSIGN = "assign"
    CLOSE = "close"
    DELETE = "delete"
    TAG = "tag"
    MOVE = "move"
    COMPOSE = "compose"
    # Delete for ever.
    PURGE = "purge"
    MANAGE_VIEWS = "manage_views"
    MANAGE_LIBRARY = "manage_library"
    MANAGE_RULES = "manage_rules"
    MANAGE_CHANNELS = "manage_channels"
    MANAGE_AGENTS = "manage_agents"


_OF_AGENT = frozenset(
    {
        Permission.VIEW,
        Permission.REPLY,
        Permission.COMMENT,
        Permission.ASSIGN,
        Permission.CLOSE,
        Permission.DELETE,
        Permission.TAG,
        Permission.MOVE,
        Permission.COMPOSE,
        Permission.MANAGE_VIEWS,
        Permission.MANAGE_LIBRARY,
    }
)
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _OF_AGENT,
    Role.ADMIN: _OF_AGENT
    | {
        Permission.PURGE,
        Permission.MANAGE_RULES,
        Permission.MANAGE_CHANNELS,
        Permission.MANAGE_AGENTS,
    },
}


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in agent, as resolved from the session for one call.

    `inbox_ids` are the inboxes where the agent is a member and may act. An
    admin may also look into all others.
    """

    agent_id: int
    name: str
    role: Role
    inbox_ids: frozenset[int]
    language: str = "en"

    @property
    def is_admin(self) -> bool:
        """Admins see every inbox and the settings."""
        return self.role is Role.ADMIN

    def may(self, permission: Permission) -> bool:
        """Tell whether the role carries this right (not whether a row is theirs)."""
        return permission in PERMISSIONS[self.role]

    def may_see(self, inbox_id: int) -> bool:
        """Members see their inboxes, admins see all."""
        return self.is_admin or inbox_id in self.inbox_ids
