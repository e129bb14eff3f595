"""Connecting a mailbox, or changing how it is reached.

The password comes with the form, is used and is stored encrypted; no variable
of this State ever holds it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, TypedDict

import reflex as rx
from reflex.event import EventSpec

from inbox_app.channels.base import ChannelAccount
from inbox_app.channels.email.autoconfig import Proposal, propose_settings
from inbox_app.channels.email.probe import find_servers
from inbox_app.channels.email.settings import EmailSecret, EmailSettings
from inbox_app.channels.registry import get_channel
from inbox_app.db.secrets import SecretUnreadableError
from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.domain.addresses import is_address
from inbox_app.domain.enums import ChannelKind
from inbox_app.domain.errors import InboxError, InvalidAddressError
from inbox_app.queries.navigation import read_inboxes
from inbox_app.services.channels import (
    ConnectedAccount,
    connect_channel,
    read_account,
    update_channel,
)
from inbox_app.state.access import allow, current_actor
from inbox_app.state.settings.mailbox_form import (
    Mailbox,
    MailboxForm,
    PasswordNeededError,
    Values,
    empty_form,
    read_id,
    read_mailbox,
    read_span_days,
    to_form,
)
from inbox_app.state.settings.problem import FieldProblem, no_problem, problem_of
from inbox_app.state.settings.trial import TrialStep, describe_report
from inbox_app.state.toasts import show_toast
from inbox_app.viewmodels.navigation import InboxChoice

# What the buttons of the form ask for.
TEST = "test"
SAVE = "save"
SAVE_UNTESTED = "save_untested"
MOST_SUGGESTIONS = 8


class Suggestion(TypedDict):
    """One way that the mailbox might be reached."""

    index: int
    # Empty for a guess, which is named by its server.
    provider: str
    server: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One filled-in form on its way: what was asked, and with which secret."""

    number: int
    intent: str
    mailbox: Mailbox
    account: ChannelAccount
    values: Values


class MailboxState(rx.State):
    """The form of one mailbox, new or connected, and its last test."""

    # 0 while the mailbox is new.
    channel_id: rx.Field[int] = rx.field(0)
    form: rx.Field[MailboxForm] = rx.field(default_factory=empty_form)
    # Grows whenever the fields are filled anew.
    form_number: rx.Field[int] = rx.field(0)
    has_settings: rx.Field[bool] = rx.field(default=False)
    provider: rx.Field[str] = rx.field("")
    note: rx.Field[str] = rx.field("")
    is_sent_kept: rx.Field[bool] = rx.field(default=False)
    suggestions: rx.Field[list[Suggestion]] = rx.field(default_factory=list)
    chosen: rx.Field[int] = rx.field(0)
    inboxes: rx.Field[list[InboxChoice]] = rx.field(default_factory=list)
    # "", "searching" or what the form was sent for.
    busy: rx.Field[str] = rx.field("")
    problem: rx.Field[FieldProblem] = rx.field(default_factory=no_problem)
    steps: rx.Field[list[TrialStep]] = rx.field(default_factory=list)
    # "", "ok" or "failed".
    outcome: rx.Field[str] = rx.field("")
    _proposals: list[Proposal] = []  # noqa: RUF012 - Reflex copies it for each tab
    # Counts what was asked, so that a late answer to an older question is dropped.
    _number: int = 0

    @rx.event(background=True)
    @allow(Permission.MANAGE_CHANNELS)
    async def propose(self, values: dict[str, Any]) -> None:
        """Look up how a mailbox of this address is usually reached."""
        address = str(values.get("address", "")).strip()[:320]
        async with self:
            self._begin("searching")
            number = self._number
            if not is_address(address):
                self._refuse(InvalidAddressError(field="address", address=address))
                return
        proposals = await find_servers(propose_settings(address))
        async with self:
            if number == self._number:
                self.busy = ""
                self._proposals = proposals[:MOST_SUGGESTIONS]
                self._suggest(address, 0)

    @rx.event
    @allow(Permission.MANAGE_CHANNELS)
    async def choose_suggestion(self, index: int) -> None:
        """Fill the form with another way of reaching the mailbox."""
        if type(index) is int and 0 <= index < len(self._proposals):
            self._suggest(self.form["address"], index)

    @rx.event(background=True)
    @allow(Permission.MANAGE_CHANNELS)
    async def submit(self, values: dict[str, Any]) -> AsyncIterator[EventSpec]:
        """Test what was typed, and save it when that was asked for."""
        async with self:
            trial = await self._begin_trial(values)
        if trial is None:
            return
        if trial.intent != SAVE_UNTESTED:
            channel = get_channel(ChannelKind.EMAIL)
            report = await channel.test_connection(trial.account)
            async with self:
                if trial.number != self._number:
                    return
                self.steps = describe_report(report, trial.mailbox.settings)
                self.outcome = "ok" if report.is_ok else "failed"
                if trial.intent == TEST or not report.is_ok:
                    self.busy = ""
                    return
        async with self:
            event = await self._save(trial)
        if event is not None:
            yield event

    async def _show_new(self, actor: Actor) -> None:
        """Begin with an empty form."""
        self._reset()
        self.channel_id, self.has_settings = 0, False
        self.form = empty_form()
        self.inboxes = await current_store().in_read(read_inboxes, actor)

    async def _show_connected(self, actor: Actor, channel_id: int) -> None:
        """Show how a channel is reached; not for one that reaches nobody."""
        self._reset()
        account = await current_store().in_read(read_account, actor, channel_id)
        self.channel_id = channel_id
        settings = _settings_of(account)
        self.has_settings = settings is not None
        if settings is not None:
            self.form = to_form(account.address, settings)

    def _reset(self) -> None:
        self._begin("")
        self.form_number += 1
        self._proposals, self.suggestions = [], []
        self.provider = self.note = ""

    def _begin(self, busy: str) -> None:
        self._number += 1
        self.busy, self.problem = busy, no_problem()
        self.steps, self.outcome = [], ""

    def _refuse(self, error: InboxError) -> None:
        self.busy, self.problem = "", problem_of(error, "address")

    def _suggest(self, address: str, index: int) -> None:
        chosen = self._proposals[index]
        self.form = to_form(address, chosen.settings)
        self.form_number += 1
        self.has_settings, self.chosen = True, index
        self.provider, self.note = chosen.provider, chosen.note
        self.is_sent_kept = chosen.settings.is_sent_kept_by_server
        self.steps, self.outcome = [], ""
        self.suggestions = [
            Suggestion(
                index=position,
                provider=one.provider,
                server=f"{one.settings.imap.host}:{one.settings.imap.port}",
            )
            for position, one in enumerate(self._proposals)
        ]

    async def _begin_trial(self, values: Values) -> Trial | None:
        if self.busy:
            return None
        intent = str(values.get("intent", ""))
        self._begin(intent if intent in (SAVE, SAVE_UNTESTED) else TEST)
        try:
            mailbox, secret = await self._read(await current_actor(self), values)
        except InboxError as error:
            self._refuse(error)
            return None
        account = ChannelAccount(
            mailbox.address, mailbox.settings.to_mapping(), secret.to_mapping()
        )
        return Trial(self._number, self.busy, mailbox, account, values)

    async def _read(self, actor: Actor, values: Values) -> tuple[Mailbox, EmailSecret]:
        """Understand the form; an empty password means the stored one."""
        if not self.channel_id:
            mailbox = read_mailbox(values)
            assert mailbox.secret is not None
            return mailbox, mailbox.secret
        account = await current_store().in_read(read_account, actor, self.channel_id)
        mailbox = read_mailbox(
            {**values, "address": account.address}, basis=_settings_of(account)
        )
        return mailbox, mailbox.secret or _stored_secret(account)

    async def _save(self, trial: Trial) -> EventSpec | None:
        actor = await current_actor(self)
        self.busy = ""
        try:
            if self.channel_id:
                await self._change(actor, trial)
                return None
            channel_id = await self._connect(actor, trial)
        except InboxError as error:
            self._refuse(error)
            return None
        return rx.redirect(f"/settings/channels/{channel_id}")

    async def _connect(self, actor: Actor, trial: Trial) -> int:
        return await current_store().in_unit_of_work(
            connect_channel,
            actor,
            read_id(trial.values, "inbox_id"),
            address=trial.mailbox.address,
            settings={
                **trial.account.settings,
                "backfill_days": read_span_days(trial.values),
            },
            secret=trial.account.secret,
            from_name=str(trial.values.get("from_name", "")).strip(),
        )

    async def _change(self, actor: Actor, trial: Trial) -> None:
        store = current_store()
        account = await store.in_read(read_account, actor, self.channel_id)
        await store.in_unit_of_work(
            update_channel,
            actor,
            self.channel_id,
            settings={**account.settings, **trial.account.settings},
            secret=trial.mailbox.secret and trial.mailbox.secret.to_mapping(),
        )
        # The fields are filled anew, which also empties that of the password.
        self.form = to_form(trial.mailbox.address, trial.mailbox.settings)
        self.form_number += 1
        await show_toast(self, "settings.saved", tone="ok")


def _settings_of(account: ConnectedAccount) -> EmailSettings | None:
    try:
        return EmailSettings.from_mapping(account.settings)
    except (KeyError, ValueError):
        # The sample's channels have no servers.
        return None


def _stored_secret(account: ConnectedAccount) -> EmailSecret:
    try:
        stored = current_store().secrets.open(account.secret)
    except SecretUnreadableError:
        raise PasswordNeededError(field="password") from None
    return EmailSecret.from_mapping(stored)
