"""What an agent chose for the whole interface: language and theme."""

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError
from inbox_app.queries.team import read_profile
from inbox_app.services.agents import update_profile
from inbox_app.state.access import allow, current_actor
from inbox_app.state.toasts import show_error


class PreferenceState(rx.State):
    """The choices of the agent at this tab."""

    # Empty follows the browser.
    language: rx.Field[str] = rx.field("")
    # Empty until it is known: the browser's own holds.
    theme: rx.Field[str] = rx.field("")

    @rx.event
    @allow(Permission.VIEW)
    async def choose_language(self, language: str) -> None:
        """Speak another language from now on, here and wherever one logs in."""
        if await self._save(language=language):
            self.language = language

    @rx.event
    @allow(Permission.VIEW)
    async def choose_theme(self, theme: str) -> None:
        """Remember light, dark or the system's wish; the browser shows it by itself."""
        if await self._save(theme=theme):
            self.theme = theme

    async def _save(self, **choice: str) -> bool:
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(update_profile, actor, **choice)
        except InboxError as error:
            await show_error(self, error)
            return False
        return True

    async def _load(self, actor: Actor) -> None:
        self.language = actor.language
        profile = await current_store().in_read(read_profile, actor)
        self.theme = profile["theme"]
