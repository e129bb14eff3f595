"""What became of the mails that were seen, and those that wait for a person."""

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.enums import LedgerFate
from inbox_app.domain.errors import InboxError
from inbox_app.ingest.pipeline import process_again
from inbox_app.queries.ledger import (
    read_ledger,
    read_quarantine,
    read_quarantined_source,
)
from inbox_app.state.access import allow, current_actor
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.settings import LedgerPage, LedgerRow


class LedgerState(rx.State):
    """A list of mails: the quarantine, or all that one channel saw."""

    rows: rx.Field[list[LedgerRow]] = rx.field(default_factory=list)
    has_more: rx.Field[bool] = rx.field(default=False)
    # Empty for every fate.
    fate: rx.Field[str] = rx.field("")
    # The mails that are being processed again at this moment.
    busy_ids: rx.Field[list[int]] = rx.field(default_factory=list)
    _channel_id: int = 0
    _cursor: str = ""

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def choose_fate(self, fate: str) -> None:
        """Show the mails of one fate only, or with an empty one all."""
        self.fate = fate if fate in set(LedgerFate) else ""
        await self._take_first(await current_actor(self))

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def load_more(self) -> None:
        """Add the next rows."""
        if self.has_more:
            page = await self._read(await current_actor(self), self._cursor)
            self._take(page, before=self.rows)

    @rx.event(background=True)
    @allow(Permission.MANAGE_CHANNELS)
    async def process_again(self, entry_id: int) -> None:
        """Try once more to understand a mail."""
        store = current_store()
        async with self:
            actor = await current_actor(self)
            if entry_id in self.busy_ids:
                return
            self.busy_ids = [*self.busy_ids, entry_id]
        refusal, fate = None, None
        try:
            await store.in_read(read_quarantined_source, actor, entry_id)
            fate = await store.in_thread(process_again, store, entry_id)
        except InboxError as error:
            refusal = error
        async with self:
            self.busy_ids = [one for one in self.busy_ids if one != entry_id]
            if refusal is not None:
                await show_error(self, refusal)
            elif fate is LedgerFate.QUARANTINED:
                await show_toast(self, "settings.still_quarantined", tone="warn")
            else:
                await show_toast(self, "settings.processed", tone="ok")
            await self._take_first(await current_actor(self))

    async def _show_quarantine(self, actor: Actor) -> None:
        self._channel_id, self.fate = 0, ""
        await self._take_first(actor)

    async def _show_ledger(self, actor: Actor, channel_id: int) -> None:
        self._channel_id, self.fate = channel_id, ""
        await self._take_first(actor)

    async def _take_first(self, actor: Actor) -> None:
        self._take(await self._read(actor, ""), before=[])

    async def _read(self, actor: Actor, cursor: str) -> LedgerPage:
        store = current_store()
        if not self._channel_id:
            return await store.in_read(read_quarantine, actor, cursor)
        return await store.in_read(
            read_ledger,
            actor,
            self._channel_id,
            fate=LedgerFate(self.fate) if self.fate else None,
            cursor=cursor,
        )

    def _take(self, page: LedgerPage, *, before: list[LedgerRow]) -> None:
        self.rows = [*before, *page["rows"]]
        self._cursor = page["next_cursor"]
        self.has_more = bool(self._cursor)
