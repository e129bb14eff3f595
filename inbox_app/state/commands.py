"""The commands: what is done by a key or from the palette, each written once.

A command runs an event that takes the conversation, leads into the editor, presses
a control of the page, or leads elsewhere; its text is `command.<name>`. One that does
nothing of this is told of in the list of keys only: the part of the page it belongs
to listens for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inbox_app.domain.actor import Permission
from inbox_app.domain.conversation_filter import View
from inbox_app.domain.enums import DraftKind
from inbox_app.state.conversation import ConversationState
from inbox_app.state.triage import TriageState
from inbox_app.viewmodels.conversation import ConversationHead

GROUPS = ("conversation", "list", "write", "go", "general")


def always(head: ConversationHead) -> bool:
    """Offer it whatever is open."""
    del head
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """What can be done, the right it asks for, and the key for it."""

    name: str
    group: str
    key: str = ""
    permission: Permission = Permission.VIEW
    # An event of a State that takes the number of the conversation.
    event: Any = None
    # Selects a control of the page.
    click: str = ""
    view: View | None = None
    # Which text it brings the cursor into.
    writes: DraftKind | None = None
    is_offered: Callable[[ConversationHead], bool] = always
    # Whether a row of the list that has the focus comes before what is open.
    is_of_row: bool = False

    @property
    def is_done_here(self) -> bool:
        """Whether the server does it."""
        return bool(self.event or self.writes or self.view)

    @property
    def needs_conversation(self) -> bool:
        """Whether it is nothing without a conversation."""
        return self.group == "conversation"


def _of_row(
    name: str,
    key: str,
    permission: Permission,
    event: Any,
    is_offered: Callable[[ConversationHead], bool] = always,
) -> Command:
    return Command(
        name,
        "conversation",
        key,
        permission,
        event,
        is_offered=is_offered,
        is_of_row=True,
    )


def _write(name: str, key: str, permission: Permission, kind: DraftKind) -> Command:
    return Command(name, "conversation", key, permission, writes=kind)


def _go(key: str, view: View) -> Command:
    return Command(f"go_{view}", "go", f"g {key}", view=view)


COMMANDS: tuple[Command, ...] = (
    _of_row(
        "close",
        "e",
        Permission.CLOSE,
        ConversationState.close,
        lambda head: head["status"] != "closed",
    ),
    _of_row(
        "reopen",
        "E",
        Permission.CLOSE,
        ConversationState.reopen,
        lambda head: head["status"] == "closed",
    ),
    _write("reply", "r", Permission.REPLY, DraftKind.REPLY),
    _write("comment", "c", Permission.COMMENT, DraftKind.COMMENT),
    Command(
        "assign",
        "conversation",
        "a",
        Permission.ASSIGN,
        click="[data-testid=assignee]",
    ),
    _of_row("assign_to_me", "i", Permission.ASSIGN, ConversationState.assign_to_me),
    _of_row("mark_unread", "u", Permission.VIEW, ConversationState.mark_unread),
    _of_row(
        "spam",
        "!",
        Permission.CLOSE,
        ConversationState.mark_spam,
        lambda head: not head["filtered_reason"],
    ),
    _of_row(
        "not_spam",
        "",
        Permission.CLOSE,
        ConversationState.mark_not_spam,
        lambda head: bool(head["filtered_reason"]),
    ),
    _of_row(
        "trash",
        "#",
        Permission.DELETE,
        ConversationState.trash,
        lambda head: head["folder"] != "trash",
    ),
    _of_row(
        "restore",
        "",
        Permission.DELETE,
        ConversationState.restore,
        lambda head: head["folder"] == "trash",
    ),
    Command("tag", "conversation", "t", Permission.TAG, click="[data-testid=tags]"),
    Command(
        "snooze", "conversation", "z", Permission.CLOSE, click="[data-testid=snooze]"
    ),
    Command(
        "prioritise", "conversation", "", Permission.TAG, click="[data-testid=priority]"
    ),
    Command(
        "move",
        "conversation",
        "v",
        Permission.MOVE,
        lambda _: TriageState.open_dialog("move"),
    ),
    Command("next", "list", "j"),
    Command("previous", "list", "k"),
    Command("open", "list", "Enter"),
    Command("select", "list", "x"),
    Command("select_range", "list", "X"),
    Command("select_all", "list", "Mod+a"),
    Command("search", "list", "/", click="#search"),
    Command("send", "write", "Mod+Enter", Permission.REPLY),
    Command("send_and_close", "write", "Mod+Shift+Enter", Permission.CLOSE),
    Command("leave_editor", "write", "Escape"),
    _go("u", View.UNASSIGNED),
    _go("m", View.MINE),
    _go("n", View.MENTIONS),
    _go("o", View.OPEN),
    _go("h", View.CHAT),
    _go("e", View.EMAIL),
    _go("f", View.FORMS),
    _go("c", View.CLOSED),
    _go("s", View.SENT),
    _go("p", View.FILTERED),
    _go("t", View.TRASH),
    Command("palette", "general", "Mod+k"),
    Command("help", "general", "?"),
)
BY_NAME = {command.name: command for command in COMMANDS}
BY_KEY = {command.key: command for command in COMMANDS if command.key}
