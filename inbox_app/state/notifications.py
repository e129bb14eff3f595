"""The bell: what this agent should know of, and the desktop notice of it."""

import time
from typing import TypedDict

import reflex as rx
from reflex.event import EventSpec

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.i18n import choose_language, translate
from inbox_app.queries.notifications import read_notifications
from inbox_app.services.notifications import mark_notifications_read
from inbox_app.state.access import allow, current_actor
from inbox_app.viewmodels.navigation import NotificationRow

KINDS = ("assigned", "mentioned", "replied", "send_failed", "send_held", "new")


class DesktopNote(TypedDict):
    """A notice for who looks elsewhere, as `ui.live.notifier` takes it."""

    seq: int
    title: str
    body: str
    target: str


NO_NOTE = DesktopNote(seq=0, title="", body="", target="")


class NotificationState(rx.State):
    """The newest notifications."""

    rows: rx.Field[list[NotificationRow]] = rx.field(default_factory=list)
    unread: rx.Field[int] = rx.field(0)
    note: rx.Field[DesktopNote] = rx.field(default_factory=lambda: NO_NOTE)
    # The newest one that was read from the database: a newer one is announced.
    _newest_id: int = 0
    _told: list[NotificationRow] = []  # noqa: RUF012 - Reflex copies it for each tab

    @rx.event
    @allow(Permission.VIEW)
    async def open_notification(self, notification_id: int) -> EventSpec | None:
        """Go to the conversation that a line is about."""
        return await self._open(notification_id)

    @rx.event
    @allow(Permission.VIEW)
    async def open_target(self, target: str) -> EventSpec | None:
        """Go where a clicked desktop notice leads."""
        return await self._open(int(target)) if target.isdecimal() else None

    @rx.event
    @allow(Permission.VIEW)
    async def read_all(self) -> None:
        """Mark every line as seen."""
        await self._mark_read(None)

    async def _open(self, notification_id: int) -> EventSpec | None:
        row = next((row for row in self._told if row["id"] == notification_id), None)
        if row is None:
            return None
        await self._mark_read(notification_id)
        return rx.redirect(f"/inbox/{row['inbox_id']}/open/{row['conversation_id']}")

    async def _mark_read(self, notification_id: int | None) -> None:
        actor = await current_actor(self)
        await current_store().in_unit_of_work(
            mark_notifications_read, actor, notification_id
        )
        await self._load(actor)

    async def _load(self, actor: Actor) -> None:
        """Read the newest lines."""
        self._told = await current_store().in_read(read_notifications, actor)
        self.rows = [row for row in self._told if row["in_app"]]
        self.unread = sum(not row["is_read"] for row in self.rows)
        self._newest_id = max((row["id"] for row in self._told), default=0)

    async def _refresh(self, actor: Actor) -> None:
        """Read them again after an event, and announce what is new."""
        before = self._newest_id
        await self._load(actor)
        newest = max(self._told, key=lambda row: row["id"], default=None)
        if newest is None or not newest["in_browser"]:
            return
        if newest["id"] > before and not newest["is_read"]:
            self.note = _announce(actor, newest)


def _announce(actor: Actor, row: NotificationRow) -> DesktopNote:
    kind = row["kind"] if row["kind"] in KINDS else "new"
    language = choose_language(actor.language)
    return DesktopNote(
        seq=time.time_ns() // 1_000_000,
        title=translate(language, f"bell.{kind}", name=row["by_name"]),
        body=row["text"],
        target=str(row["id"]),
    )
