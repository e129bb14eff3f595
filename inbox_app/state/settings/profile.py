"""What agents change of themselves."""

from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError, InvalidInputError
from inbox_app.queries.team import read_profile
from inbox_app.services.agents import change_password, update_profile
from inbox_app.state.access import allow, current_actor
from inbox_app.state.session import session_key
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.settings import ProfileView


class PasswordsDifferError(InvalidInputError):
    """The new password was not typed twice alike."""

    code = "passwords_differ"


def no_profile() -> ProfileView:
    """Show nobody yet."""
    return ProfileView(
        name="",
        email="",
        language="",
        theme="",
        signature_html="",
        meeting_url="",
        after_close="",
    )


class ProfileState(rx.State):
    """The agent at this tab, as they may change themselves."""

    profile: rx.Field[ProfileView] = rx.field(default_factory=no_profile)
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)
    # Grows when the fields are filled anew.
    form_number: rx.Field[int] = rx.field(0)
    # Grows after each change of the password, which empties its fields.
    password_number: rx.Field[int] = rx.field(0)

    @rx.event
    @allow(Permission.VIEW)
    async def save_name(self, values: dict[str, Any]) -> None:
        """Be called something else from now on."""
        await self._save(name=str(values.get("name", "")))

    @rx.event
    @allow(Permission.VIEW)
    async def save_meeting_url(self, values: dict[str, Any]) -> None:
        """Change where customers book a meeting."""
        await self._save(meeting_url=str(values.get("meeting_url", ""))[:2000])

    @rx.event
    @allow(Permission.VIEW)
    async def choose_after_close(self, wish: str) -> None:
        """Go on elsewhere after closing a conversation, or stay."""
        await self._save(after_close=wish)
        self.profile = {**self.profile, "after_close": wish}

    @rx.event
    @allow(Permission.VIEW)
    async def save_signature(self, key: str, html: str, also: bool = False) -> None:  # noqa: FBT001, FBT002 - the editor's event is positional
        """Change what is put below one's own replies."""
        del key, also
        await self._save(signature_html=html)

    @rx.event
    @allow(Permission.VIEW)
    async def change_password(self, values: dict[str, Any]) -> None:
        """Take another password; every other session of the agent ends."""
        actor = await current_actor(self)
        self.problem = no_problem()
        given = {
            name: str(values.get(name, ""))
            for name in ("current_password", "password", "repeated_password")
        }
        try:
            if given["password"] != given["repeated_password"]:
                raise PasswordsDifferError(field="repeated_password")
            await current_store().in_unit_of_work(
                change_password,
                actor,
                current=given["current_password"],
                new=given["password"],
                token_hash=session_key(self),
            )
        except InboxError as error:
            self.problem = problem_of(error, "password")
            return
        self.password_number += 1
        await show_toast(self, "settings.password_changed", tone="ok")

    async def _save(self, **change: str) -> None:
        actor = await current_actor(self)
        self.problem = no_problem()
        try:
            await current_store().in_unit_of_work(update_profile, actor, **change)
        except InboxError as error:
            self.problem = problem_of(error, "name")
            if not change.keys() & {"name", "meeting_url"}:
                await show_error(self, error)
            return
        await show_toast(self, "settings.saved", tone="ok")

    async def _load(self, actor: Actor) -> None:
        self.profile = await current_store().in_read(read_profile, actor)
        self.problem = no_problem()
        self.form_number += 1
