"""The snippets, and the one that is being written."""

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError
from inbox_app.queries.library import read_snippets
from inbox_app.services.library_snippets import delete_snippet, save_snippet
from inbox_app.state.access import allow, current_actor
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.library import SnippetView


def new_snippet() -> SnippetView:
    """Begin with an empty one."""
    return SnippetView(id=0, name="", shortcut="", html="")


class SnippetsState(rx.State):
    """The list of snippets; `opened` is shown when `is_open`."""

    snippets: rx.Field[list[SnippetView]] = rx.field(default_factory=list)
    opened: rx.Field[SnippetView] = rx.field(default_factory=new_snippet)
    is_open: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)
    # Grows when the fields are filled anew.
    form_number: rx.Field[int] = rx.field(0)
    _name: str = ""
    _shortcut: str = ""

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def open_snippet(self, snippet_id: int) -> None:
        """Show a snippet to be changed; 0 begins a new one."""
        found = next((one for one in self.snippets if one["id"] == snippet_id), None)
        self._show(found or new_snippet())

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def close(self) -> None:
        """Go back to the list; what was not saved is gone."""
        self.is_open = False

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def take_name(self, name: str) -> None:
        """Hear the name as it was left."""
        self._name = str(name)[:500]

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def take_shortcut(self, shortcut: str) -> None:
        """Hear the shortcut as it was left."""
        self._shortcut = str(shortcut)[:500]

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def save(self, key: str, html: str, also: bool = False) -> None:  # noqa: FBT001, FBT002 - the editor's event is positional
        """Keep the text with its name and shortcut."""
        del key, also
        actor = await current_actor(self)
        self.problem = no_problem()
        try:
            await current_store().in_unit_of_work(
                save_snippet,
                actor,
                self.opened["id"] or None,
                name=self._name,
                shortcut=self._shortcut,
                html=str(html),
            )
        except InboxError as error:
            self.problem = problem_of(error, "name")
            return
        await self._load(actor)
        await show_toast(self, "settings.saved", tone="ok")

    @rx.event
    @allow(Permission.MANAGE_LIBRARY)
    async def delete(self) -> None:
        """Take the open snippet out of the library."""
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(
                delete_snippet, actor, self.opened["id"]
            )
        except InboxError as error:
            await show_error(self, error)
        await self._load(actor)

    def _show(self, snippet: SnippetView) -> None:
        self.opened, self.is_open, self.problem = snippet, True, no_problem()
        self._name, self._shortcut = snippet["name"], snippet["shortcut"]
        self.form_number += 1

    async def _load(self, actor: Actor) -> None:
        del actor
        self.snippets = await current_store().in_read(read_snippets)
        self.is_open, self.problem = False, no_problem()
