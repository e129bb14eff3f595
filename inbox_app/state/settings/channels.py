"""The connected channels: how they are doing, and what each writes like."""

import re
from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import ChannelNotFoundError, InboxError
from inbox_app.queries.channels import read_channel, read_channels
from inbox_app.services.channels import change_habits, pause_channel, update_channel
from inbox_app.state.access import allow, current_actor
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.settings import ChannelView

MOST_ALIASES = 100
_BETWEEN = re.compile(r"[\s,;]+")


def no_channel() -> ChannelView:
    """Show none yet."""
    return ChannelView(
        id=0,
        inbox_id=0,
        inbox_name="",
        kind="email",
        address="",
        aliases=[],
        from_name="",
        signature_html="",
        is_local=False,
        host="",
        port="",
        folder="",
        plus_addressing=False,
        quote="last",
        is_paused=False,
        health="new",
        last_error="",
        last_error_step="",
        last_synced_at="",
        backfill_done=0,
        backfill_total=0,
        quarantined=0,
    )


class ChannelsState(rx.State):
    """All channels, as the list shows them."""

    channels: rx.Field[list[ChannelView]] = rx.field(default_factory=list)

    async def _load(self, actor: Actor) -> None:
        channels = await current_store().in_read(read_channels, actor)
        if channels != self.channels:
            self.channels = channels


class ChannelState(rx.State):
    """One channel: its health, live, and how its replies are written."""

    channel: rx.Field[ChannelView] = rx.field(default_factory=no_channel)
    is_gone: rx.Field[bool] = rx.field(default=False)
    # Grows when another channel is shown, and its fields are filled anew.
    form_number: rx.Field[int] = rx.field(0)
    # The signature as the editor starts with it.
    signature_html: rx.Field[str] = rx.field("")
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def save_channel(self, values: dict[str, Any]) -> None:
        """Change the sender's name and the other addresses of the mailbox."""
        aliases = _BETWEEN.split(str(values.get("aliases", "")))
        await self._change(
            update_channel,
            from_name=str(values.get("from_name", "")).strip(),
            aliases=[alias for alias in aliases if alias][:MOST_ALIASES],
        )

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def save_signature(self, key: str, html: str, also: bool = False) -> None:  # noqa: FBT001, FBT002 - the editor's event is positional
        """Change what is put below replies of this channel."""
        del key, also
        await self._change(update_channel, signature_html=html)

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def switch_plus_addressing(self) -> None:
        """Let answers come back to an address with a token, or no longer."""
        wanted = not self.channel["plus_addressing"]
        await self._change(change_habits, plus_addressing=wanted)

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def choose_quote(self, quote: str) -> None:
        """Put the answered mail below replies, or nothing."""
        await self._change(change_habits, quote=quote)

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def switch_pause(self) -> None:
        """Stop reading and sending, or go on."""
        await self._change(pause_channel, is_paused=not self.channel["is_paused"])

    async def _change(self, use_case: Any, **change: Any) -> None:
        actor = await current_actor(self)
        self.problem = no_problem()
        try:
            await current_store().in_unit_of_work(
                use_case, actor, self.channel["id"], **change
            )
        except InboxError as error:
            self.problem = problem_of(error, "aliases")
            if "aliases" not in change:
                await show_error(self, error)
            return
        await self._refresh(actor)
        await show_toast(self, "settings.saved", tone="ok")

    async def _show(self, actor: Actor, channel_id: int) -> None:
        """Show another channel, its fields as they are stored."""
        self.problem, self.is_gone = no_problem(), False
        await self._read(actor, channel_id)
        self.form_number += 1
        self.signature_html = self.channel["signature_html"]

    async def _refresh(self, actor: Actor) -> None:
        """Read again what is shown; what is being typed stays."""
        await self._read(actor, self.channel["id"])

    async def _read(self, actor: Actor, channel_id: int) -> None:
        try:
            self.channel = await current_store().in_read(
                read_channel, actor, channel_id
            )
        except ChannelNotFoundError:
            self.channel, self.is_gone = no_channel(), True
