"""Saved views: their list with counts, and the dialog that makes and changes them."""

from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from reflex.event import EventSpec

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.conversation_filter import ConversationFilter
from inbox_app.domain.errors import InboxError, InvalidInputError
from inbox_app.domain.saved_view import MAX_NAME, write_query
from inbox_app.queries.saved_views import (
    count_saved_views,
    find_problem,
    read_saved_view,
    read_saved_views,
)
from inbox_app.services import saved_views
from inbox_app.state.access import allow, current_actor
from inbox_app.state.filters import FilterState
from inbox_app.state.shared_reads import shared_reads
from inbox_app.state.toasts import error_key, show_error, show_toast
from inbox_app.viewmodels.navigation import SavedViewRow


class ShownView(TypedDict):
    """The saved view that the list shows; 0 stands for none."""

    id: int
    name: str
    may_change: bool
    # Filters were changed since it was opened.
    is_changed: bool
    # What it asks for is gone: "filter", "assignee" or "contact"; empty otherwise.
    problem: str


class ViewForm(TypedDict):
    """The dialog; it is shut while `number` is 0."""

    # Grows each time it is opened, so that its fields are filled anew.
    number: int
    # 0: a new view.
    id: int
    name: str
    icon: str
    is_of_team: bool
    # Catalogue key of why it was refused.
    problem: str


NO_VIEW = ShownView(id=0, name="", may_change=False, is_changed=False, problem="")
NO_FORM = ViewForm(number=0, id=0, name="", icon="filter", is_of_team=False, problem="")


@dataclass(frozen=True, slots=True)
class CountQuestion:
    """What the views hold, for one agent, in one inbox or in all."""

    actor: Actor
    inbox_id: int | None
    time_zone: str

    async def answer(self) -> dict[str, int]:
        """Count; the tabs that ask the same share the answer."""
        return await shared_reads(current_store()).read(
            count_saved_views, self.actor, self.inbox_id, self.time_zone
        )


class SavedViewState(rx.State):
    """The views that the agent sees; which one is open, the URL says."""

    views: rx.Field[list[SavedViewRow]] = rx.field(default_factory=list)
    # By the number of the view, as text: keys of an object are.
    counts: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    shown: rx.Field[ShownView] = rx.field(default_factory=lambda: NO_VIEW)
    form: rx.Field[ViewForm] = rx.field(default_factory=lambda: NO_FORM)
    may_share: rx.Field[bool] = rx.field(default=False)
    _opened: int = 0
    # What "undo" makes again.
    _deleted: dict[str, Any] | None = None

    @rx.event
    @allow(Permission.VIEW)
    async def count_views(self) -> None:
        """Count what the views hold, once the page is there."""
        question = await self._ask(await current_actor(self))
        if question is not None:
            self._take_counts(await question.answer())

    @rx.event
    @allow(Permission.VIEW)
    async def start_saving(self) -> None:
        """Ask what the filters on screen shall be called."""
        words = (await self.get_state(FilterState)).words
        self._open_form(id=0, name=words[:MAX_NAME], icon="filter", is_of_team=False)

    @rx.event
    @allow(Permission.VIEW)
    async def start_editing(self, view_id: int) -> None:
        """Ask what a view shall be called instead."""
        view = self._find(view_id)
        if view is not None and view["may_change"]:
            self._open_form(
                id=view_id,
                name=view["name"],
                icon=view["icon"],
                is_of_team=view["is_of_team"],
            )

    @rx.event
    @allow(Permission.VIEW)
    async def close_form(self) -> None:
        """Leave everything as it was."""
        self.form = NO_FORM

    @rx.event
    @allow(Permission.VIEW)
    async def save(
        self,
        name: str,
        icon: str,
        is_of_team: bool,  # noqa: FBT001 - the dialog's event is positional
    ) -> EventSpec | None:
        """Make a view of the filters on screen, or change the one being edited."""
        actor = await current_actor(self)
        values = {"name": str(name), "icon": str(icon), "is_of_team": bool(is_of_team)}
        view_id = self.form["id"]
        try:
            if view_id:
                await current_store().in_unit_of_work(
                    saved_views.change_view, actor, view_id, **values
                )
            else:
                wanted = (await self.get_state(FilterState))._wanted
                view_id = await current_store().in_unit_of_work(
                    saved_views.save_view,
                    actor,
                    query=await self._query(),
                    inbox_id=wanted.inbox_id,
                    **values,
                )
        except InboxError as error:
            self.form = {**self.form, "problem": _problem_of(error)}
            return None
        is_new = not self.form["id"]
        self.form = NO_FORM
        await self._load(actor)
        return self._go_to(view_id) if is_new else None

    @rx.event
    @allow(Permission.VIEW)
    async def save_filter(self) -> EventSpec | None:
        """Let the view on screen ask for what is chosen now."""
        actor = await current_actor(self)
        view_id = self.shown["id"]
        try:
            await current_store().in_unit_of_work(
                saved_views.change_view_filter,
                actor,
                view_id,
                query=await self._query(),
            )
        except InboxError as error:
            await show_error(self, error)
            return None
        await show_toast(self, "views.saved", tone="ok")
        return self._go_to(view_id)

    @rx.event
    @allow(Permission.VIEW)
    async def delete(self, view_id: int) -> EventSpec | None:
        """Forget a view; the notice offers it back."""
        actor = await current_actor(self)
        try:
            kept = await current_store().in_unit_of_work(_delete, actor, view_id)
        except InboxError as error:
            await show_error(self, error)
            return None
        self._deleted, self.form = kept, NO_FORM
        await show_toast(
            self,
            "views.deleted",
            {"name": kept["name"]},
            action=SavedViewState.bring_back(),  # pyright: ignore[reportArgumentType] - a call of a handler is its event
        )
        await self._load(actor)
        return rx.redirect("/inbox") if view_id == self.shown["id"] else None

    @rx.event
    @allow(Permission.VIEW)
    async def bring_back(self) -> None:
        """Make the view again that was deleted last."""
        kept, self._deleted = self._deleted, None
        if kept is None:
            return
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(saved_views.save_view, actor, **kept)
        except InboxError as error:
            await show_error(self, error)
        await self._load(actor)

    @rx.event
    @allow(Permission.VIEW)
    async def place(self, view_id: int, index: int) -> None:
        """Move a view within its group."""
        actor = await current_actor(self)
        try:
            await current_store().in_unit_of_work(
                saved_views.place_view, actor, view_id, index=int(index)
            )
        except InboxError as error:
            await show_error(self, error)
        await self._load(actor)

    async def _load(self, actor: Actor) -> None:
        """Read the list again."""
        self.may_share = actor.may(Permission.MANAGE_VIEWS)
        views = await current_store().in_read(read_saved_views, actor)
        if views != self.views:
            self.views = views
        view = self._find(self.shown["id"])
        if view is not None and view["name"] != self.shown["name"]:
            self.shown = {**self.shown, "name": view["name"]}

    async def _resolve(
        self, actor: Actor, wanted: ConversationFilter, *, is_as_saved: bool
    ) -> ConversationFilter | None:
        """Work out what a view's URL asks for; None when there is no such view."""
        view_id = wanted.saved_view_id or 0
        saved = await current_store().in_read(
            read_saved_view,
            actor,
            view_id,
            inbox_id=wanted.inbox_id,
            zone=wanted.time_zone,
        )
        if saved is None:
            return None
        await self._load(actor)
        view = self._find(view_id)
        self.shown = ShownView(
            id=view_id,
            name=view["name"] if view else "",
            may_change=bool(view and view["may_change"]),
            is_changed=not is_as_saved,
            problem=await current_store().in_read(find_problem, actor, view_id),
        )
        return saved if is_as_saved else wanted

    async def _ask(self, actor: Actor) -> "CountQuestion | None":
        """Say what is to be counted; None when there is no view."""
        if not self.views:
            return None
        wanted = (await self.get_state(FilterState))._wanted
        return CountQuestion(actor, wanted.inbox_id, wanted.time_zone)

    def _show(self, wanted: ConversationFilter) -> None:
        """Forget the view when another list is shown."""
        if not wanted.saved_view_id and self.shown["id"]:
            self.shown = NO_VIEW

    def _take_counts(self, counts: dict[str, int]) -> None:
        if counts != self.counts:
            self.counts = counts

    def _find(self, view_id: int) -> SavedViewRow | None:
        return next((view for view in self.views if view["id"] == view_id), None)

    def _open_form(self, **values: Any) -> None:
        self._opened += 1
        self.form = ViewForm(number=self._opened, problem="", **values)

    async def _query(self) -> str:
        filters = await self.get_state(FilterState)
        return write_query(filters._wanted, filters._today())

    def _go_to(self, view_id: int) -> EventSpec:
        view = self._find(view_id)
        inbox = view["inbox_id"] if view else 0
        return rx.redirect(f"/inbox/{inbox or 'all'}/v{view_id}")


def _delete(uow: Any, actor: Actor, view_id: int) -> dict[str, Any]:
    """Delete a view, and return what makes it again."""
    view = saved_views.access_view(uow, actor, view_id)
    kept = {
        "name": view.name,
        "icon": view.icon,
        "query": view.query,
        "inbox_id": view.inbox_id,
        "is_of_team": view.agent_id is None,
    }
    saved_views.delete_view(uow, actor, view_id)
    return kept


def _problem_of(error: InboxError) -> str:
    if isinstance(error, InvalidInputError):
        field = error.values.get("field")
        return "views.no_filter" if field == "query" else "views.no_name"
    return error_key(error)
