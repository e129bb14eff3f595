"""Deleting for ever: the dialog that asks for what must be typed, and the doing."""

from typing import TypedDict

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError
from inbox_app.services.purge import empty_trash, purge_conversation
from inbox_app.state.access import allow, current_actor
from inbox_app.state.navigation import NavigationState
from inbox_app.state.timeline import TimelineState
from inbox_app.state.toasts import show_error, show_toast


class PurgeQuestion(TypedDict):
    """What is about to be deleted for ever; no `kind` while nothing is."""

    # "", "conversation" or "trash".
    kind: str
    id: int
    # What must be typed.
    expected: str


def no_question() -> PurgeQuestion:
    """Ask nothing."""
    return PurgeQuestion(kind="", id=0, expected="")


class PurgingState(rx.State):
    """What is asked, and how far it is."""

    question: rx.Field[PurgeQuestion] = rx.field(default_factory=no_question)
    # The dialog is fetched when it is first asked for.
    is_used: rx.Field[bool] = rx.field(default=False)
    is_busy: rx.Field[bool] = rx.field(default=False)
    done: rx.Field[int] = rx.field(0)

    @rx.event
    @allow(Permission.PURGE)
    async def ask(self, conversation_id: int) -> None:
        """Ask before a conversation goes."""
        number = int(conversation_id)
        self._ask(PurgeQuestion(kind="conversation", id=number, expected=str(number)))

    @rx.event
    @allow(Permission.PURGE)
    async def ask_for_trash(self) -> None:
        """Ask before the trash of the shown inbox is emptied."""
        shown = await self.get_state(NavigationState)
        self._ask(
            PurgeQuestion(kind="trash", id=shown.inbox_id, expected=shown.inbox_name)
        )

    @rx.event
    @allow(Permission.PURGE)
    async def cancel(self) -> None:
        """Delete nothing."""
        self.question = no_question()

    @rx.event(background=True)
    @allow(Permission.PURGE)
    async def confirm(self, typed: str) -> None:
        """Delete what was asked about; the trash goes step by step."""
        async with self:
            question = self.question
            if self.is_busy or not question["kind"]:
                return
            actor = await current_actor(self)
            self.is_busy, self.done = True, 0
        try:
            if question["kind"] == "trash":
                await self._empty(actor, question["id"], typed)
            else:
                await current_store().in_unit_of_work(
                    purge_conversation, actor, question["id"], typed=typed
                )
        except InboxError as error:
            async with self:
                await show_error(self, error)
        else:
            async with self:
                await self._say_done(actor, question)
        finally:
            async with self:
                self.is_busy = False

    async def _empty(self, actor: Actor, inbox_id: int, typed: str) -> None:
        store = current_store()
        before = store.clock()
        while True:
            step = await store.in_unit_of_work(
                empty_trash, actor, inbox_id, typed=typed, before=before
            )
            if not step.conversations:
                return
            async with self:
                self.done += step.conversations

    async def _say_done(self, actor: Actor, question: PurgeQuestion) -> None:
        self.question = no_question()
        values = {"n": self.done or 1}
        if question["kind"] == "trash":
            values = {"n": self.done}
        await show_toast(self, "toast.purged", values, tone="ok")
        timeline = await self.get_state(TimelineState)
        if timeline.conversation_id:
            await timeline._refresh(actor)

    def _ask(self, question: PurgeQuestion) -> None:
        self.question, self.is_used, self.done = question, True, 0
