"""The dialog that blocks a sender, and what takes a sender off the lists."""

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Permission
from inbox_app.domain.errors import InboxError
from inbox_app.services import blocking
from inbox_app.state.access import allow, current_actor
from inbox_app.state.conversation import ConversationState
from inbox_app.state.toasts import show_error
from inbox_app.viewmodels.blocking import BlockChoice, BlockChoices


def no_choices() -> BlockChoices:
    """Ask nothing."""
    none = BlockChoice(pattern="", refusal="", earlier=0)
    return BlockChoices(conversation_id=0, address=none, domain=none)


class BlockingState(rx.State):
    """What can be blocked, while the dialog asks."""

    choices: rx.Field[BlockChoices] = rx.field(default_factory=no_choices)
    # The dialog is fetched when it is first asked for.
    is_used: rx.Field[bool] = rx.field(default=False)

    @rx.event
    @allow(Permission.CLOSE)
    async def ask(self, conversation_id: int) -> None:
        """Open the dialog for the sender of a conversation."""
        actor = await current_actor(self)
        try:
            self.choices = await current_store().in_read(
                blocking.read_block_choices, actor, conversation_id
            )
        except InboxError as error:
            await show_error(self, error)
            return
        self.is_used = True

    @rx.event
    @allow(Permission.CLOSE)
    async def cancel(self) -> None:
        """Block nobody."""
        self.choices = no_choices()

    @rx.event
    @allow(Permission.CLOSE)
    async def block(
        self,
        conversation_id: int,
        scope: str,
        moves_earlier: bool,  # noqa: FBT001 - the dialog's event is positional
    ) -> None:
        """Block the sender of a conversation."""
        choices = self.choices
        self.choices = no_choices()
        chosen = choices["domain" if scope == "domain" else "address"]
        conversation = await self.get_state(ConversationState)
        await conversation._act(
            blocking.block_sender,
            conversation_id,
            scope=scope,
            moves_earlier=moves_earlier is True,
            say="toast.blocked",
            values={"name": chosen["pattern"]},
        )

    @rx.event
    @allow(Permission.CLOSE)
    async def unblock(self, conversation_id: int) -> None:
        """Let the sender of a conversation in again."""
        conversation = await self.get_state(ConversationState)
        await conversation._act(
            blocking.unblock_sender, conversation_id, say="toast.unblocked"
        )

    @rx.event
    @allow(Permission.CLOSE)
    async def never_filter(self, conversation_id: int) -> None:
        """Let everything through that the sender of a conversation writes."""
        conversation = await self.get_state(ConversationState)
        await conversation._act(
            blocking.never_filter_sender, conversation_id, say="toast.never_filtered"
        )
