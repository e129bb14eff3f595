"""Filtering rules, the lists of senders, and how long the trash is kept."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.errors import InboxError
from inbox_app.queries.filtering import read_filtering, read_sender_rules
from inbox_app.services.sender_rules import add_sender_rule, remove_sender_rule
from inbox_app.services.workspace_rules import set_filter_switch, set_retention
from inbox_app.state.access import allow, current_actor
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.state.toasts import show_error, show_toast
from inbox_app.viewmodels.filtering import FilteringView, SenderRuleView

MOST_DIGITS = 6


def no_filtering() -> FilteringView:
    """Show the usual until it is read."""
    return FilteringView(
        automatic=True,
        marketing=True,
        unsubscribe=True,
        role=False,
        trash_days=30,
        filtered_days=90,
        filtered_percent=0,
        is_much=False,
    )


class FilteringState(rx.State):
    """What the section of filtering shows."""

    filtering: rx.Field[FilteringView] = rx.field(default_factory=no_filtering)
    rules: rx.Field[list[SenderRuleView]] = rx.field(default_factory=list)
    has_more: rx.Field[bool] = rx.field(default=False)
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)
    # Grows after each addition, which empties the field.
    form_number: rx.Field[int] = rx.field(0)

    @rx.event
    @allow(Permission.MANAGE_RULES)
    async def turn(self, name: str, is_on: bool) -> None:  # noqa: FBT001 - the switch's event is positional
        """Turn a filtering rule on or off."""
        await self._change("", set_filter_switch, name, is_on=is_on)

    @rx.event
    @allow(Permission.MANAGE_RULES)
    async def keep_days(self, values: dict[str, Any]) -> None:
        """Choose how long the trash and Filtered are kept."""
        days = {
            name: _read_days(values.get(name))
            for name in ("trash_days", "filtered_days")
        }
        if await self._change("trash_days", set_retention, **days):
            await show_toast(self, "settings.saved", tone="ok")

    @rx.event
    @allow(Permission.MANAGE_RULES)
    async def add_rule(self, values: dict[str, Any]) -> None:
        """Put an address or a domain on a list."""
        pattern = str(values.get("pattern", ""))
        kind = "allow" if values.get("intent") == "allow" else "deny"
        if await self._change("pattern", add_sender_rule, kind=kind, pattern=pattern):
            self.form_number += 1

    @rx.event
    @allow(Permission.MANAGE_RULES)
    async def remove_rule(self, rule_id: int) -> None:
        """Take a pattern off its list."""
        await self._change("", remove_sender_rule, rule_id)

    @rx.event
    @allow(Permission.MANAGE_RULES)
    async def load_more(self) -> None:
        """Show the next patterns."""
        actor = await current_actor(self)
        after = self.rules[-1]["pattern"] if self.rules else ""
        more, self.has_more = await current_store().in_read(
            read_sender_rules, actor, after=after
        )
        self.rules = [*self.rules, *more]

    async def _change(
        self, field: str, use_case: Callable[..., None], *args: Any, **values: Any
    ) -> bool:
        """Run a service and show what is so now; tell whether it went well."""
        actor = await current_actor(self)
        self.problem = no_problem()
        try:
            await current_store().in_unit_of_work(use_case, actor, *args, **values)
        except InboxError as error:
            if field:
                self.problem = problem_of(error, field)
            else:
                await show_error(self, error)
            return False
        await self._load(actor)
        return True

    async def _load(self, actor: Actor) -> None:
        store = current_store()
        self.filtering = await store.in_read(read_filtering, actor)
        self.rules, self.has_more = await store.in_read(read_sender_rules, actor)


def _read_days(typed: object) -> int:
    text = str(typed).strip()
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else 0
