"""What is asked before a reply leaves, and what its author has agreed to."""

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor
from inbox_app.queries.send_guard import read_cautions
from inbox_app.state.presence import PresenceState
from inbox_app.viewmodels.reply import SendCaution


class SendGuardState(rx.State):
    """The reasons that are asked about; nothing leaves while there are any."""

    cautions: rx.Field[list[SendCaution]] = rx.field(default_factory=list)
    # The draft that they are about.
    draft_key: rx.Field[str] = rx.field("")
    _accepted: rx.Field[list[SendCaution]] = rx.field(default_factory=list)

    async def _may_leave(
        self,
        actor: Actor,
        draft_key: str,
        conversation_id: int,
        *,
        html: str,
        addresses: list[str],
        has_files: bool,
    ) -> bool:
        """Whether nothing is odd about it that its author has not agreed to."""
        presence = await self.get_state(PresenceState)
        if draft_key != self.draft_key:
            self._accepted = []
        found = await current_store().in_read(
            read_cautions,
            actor,
            conversation_id,
            html=html,
            addresses=addresses,
            has_files=has_files,
            writers=presence._writers(actor),
        )
        self.draft_key = draft_key
        self.cautions = [one for one in found if one not in self._accepted]
        return not self.cautions

    def _is_asking_about(self, draft_key: str) -> bool:
        return bool(self.cautions) and self.draft_key == draft_key

    def _accept(self) -> None:
        self._accepted, self.cautions = [*self._accepted, *self.cautions], []

    def _forget(self) -> None:
        self._accepted, self.cautions = [], []
