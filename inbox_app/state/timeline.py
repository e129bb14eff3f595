"""What the open conversation shows: its head and its items."""

import time
from typing import TypedDict

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import ConversationNotFoundError
from inbox_app.queries.conversation import read_conversation, read_older_items
from inbox_app.state.access import allow, current_actor
from inbox_app.viewmodels.conversation import (
    AttachmentView,
    ConversationHead,
    ConversationView,
    TimelineItem,
)


class Jump(TypedDict):
    """A numbered wish to bring an item into sight; the browser obeys each once."""

    seq: int
    # Empty for the end.
    key: str
    # Whether it is marked for a moment, as what was looked for.
    is_found: bool


def empty_head() -> ConversationHead:
    """Make a head for when no conversation is open."""
    return {
        "id": 0,
        "inbox_id": 0,
        "inbox_name": "",
        "subject": "",
        "status": "open",
        "folder": "open",
        "filtered_reason": "",
        "sender_rule": "",
        "sender_pattern": "",
        "purge_at": "",
        "assignee_id": 0,
        "assignee_name": "",
        "assignee_initials": "",
        "team_id": 0,
        "team_name": "",
        "priority": "normal",
        "snoozed_until": "",
        "tags": [],
        "merged_into_id": 0,
        "parent_id": 0,
        "channel_kind": "email",
        "channel_address": "",
        "version": 0,
        "last_position": 0,
        "is_member": True,
        "continues_id": 0,
        "side_of": 0,
        "contact": {
            "id": 0,
            "name": "",
            "address": "",
            "initials": "",
            "hue": 0,
            "first_seen_at": "",
            "conversation_count": 0,
        },
        "participants": [],
    }


def no_jump() -> Jump:
    """Stay at the end."""
    return Jump(seq=0, key="", is_found=False)


def next_number() -> int:
    """Number a command to a part of the page; it grows across reloads too."""
    return time.time_ns() // 1_000_000


def merge_items(
    shown: list[TimelineItem], newest: list[TimelineItem]
) -> list[TimelineItem]:
    """Put freshly read newest items after those that were loaded before them."""
    if not newest:
        return []
    first = newest[0]["position"]
    # A merge numbers items anew: one may have been shown further up before.
    keys = {item["key"] for item in newest}
    earlier = (item for item in shown if item["position"] < first)
    return [item for item in earlier if item["key"] not in keys] + newest


class TimelineState(rx.State):
    """The head and the items on screen; a conversation of 0 means none is open."""

    conversation_id: rx.Field[int] = rx.field(0)
    head: rx.Field[ConversationHead] = rx.field(default_factory=empty_head)
    items: rx.Field[list[TimelineItem]] = rx.field(default_factory=list)
    has_older: rx.Field[bool] = rx.field(default=False)
    # The conversation that was asked for does not exist (any more).
    is_gone: rx.Field[bool] = rx.field(default=False)
    jump: rx.Field[Jump] = rx.field(default_factory=no_jump)

    @rx.var
    def files(self) -> list[AttachmentView]:
        """The files of the messages that are loaded, newest first."""
        return [file for item in reversed(self.items) for file in item["attachments"]]

    @rx.event
    @allow(Permission.VIEW)
    async def load_older(self, conversation_id: int) -> None:
        """Put the items before the first one on screen above it."""
        if conversation_id != self.conversation_id or not self.has_older:
            return
        actor = await current_actor(self)
        before = self.items[0]["position"]
        older, self.has_older = await current_store().in_read(
            read_older_items, actor, conversation_id, before=before
        )
        self.items = older + self.items

    async def _open(
        self, actor: Actor, conversation_id: int, item_key: str
    ) -> ConversationView | None:
        view = await self._read(actor, conversation_id)
        self.conversation_id = conversation_id
        self.is_gone = view is None
        self.head = view["head"] if view else empty_head()
        self.items = view["items"] if view else []
        self.has_older = bool(view and view["has_older"])
        while item_key and self.has_older and not self._shows(item_key):
            await self.load_older(conversation_id)
        if item_key:
            self._show_item(item_key)
        else:
            unread = view["first_unread"] if view else ""
            self.jump = Jump(seq=next_number(), key=unread, is_found=False)
        return view

    async def _refresh(self, actor: Actor) -> ConversationView | None:
        """Read the open conversation again; only what changed is sent."""
        conversation_id = self.conversation_id
        view = await self._read(actor, conversation_id)
        if conversation_id != self.conversation_id:
            return None
        if view is None:
            self._close(is_gone=True)
            return None
        items = merge_items(self.items, view["items"])
        if items != self.items:
            self.items = items
        if view["head"] != self.head:
            self.head = view["head"]
        if items and items[0] == view["items"][0]:
            self.has_older = view["has_older"]
        return view

    def _close(self, *, is_gone: bool = False) -> None:
        self.head, self.items, self.has_older = empty_head(), [], False
        self.is_gone = is_gone
        if not is_gone:
            self.conversation_id = 0

    def _show_end(self) -> None:
        self.jump = Jump(seq=next_number(), key="", is_found=False)

    def _show_item(self, key: str) -> None:
        self.jump = Jump(seq=next_number(), key=key, is_found=True)

    def _shows(self, key: str) -> bool:
        return any(item["key"] == key for item in self.items)

    async def _read(
        self, actor: Actor, conversation_id: int
    ) -> ConversationView | None:
        try:
            return await current_store().in_read(
                read_conversation, actor, conversation_id
            )
        except ConversationNotFoundError:
            return None
