"""The palette and the list of keys: what they offer, and what the palette finds."""

from typing import Any, cast

import reflex as rx

from inbox_app.db.unit_of_work import current_store
from inbox_app.domain.actor import Actor, Permission
from inbox_app.i18n import Language, choose_language, translate
from inbox_app.queries.palette import Found, find_for_palette, read_recent
from inbox_app.state.access import allow, current_actor
from inbox_app.state.commands import COMMANDS, GROUPS, Command
from inbox_app.state.settings.section import FOR_ADMINS, FOR_EVERYBODY
from inbox_app.state.timeline import TimelineState
from inbox_app.viewmodels.conversation import ConversationHead, ConversationRow
from inbox_app.viewmodels.palette import PaletteAnswer, PaletteLine

MAX_WORDS = 300
_GROUPS = (*GROUPS, "settings", "conversations", "contacts")
_WORDS = (
    *("label", "placeholder", "none", "recent", "help", "letters", "letters_hint"),
    *(f"group_{name}" for name in _GROUPS),
)


def no_answer() -> PaletteAnswer:
    """Answer nothing yet."""
    return PaletteAnswer(number=0, lines=[])


class PaletteState(rx.State):
    """Empty until one of the two is opened: the first page carries none of it."""

    lines: rx.Field[list[PaletteLine]] = rx.field(default_factory=list)
    # The words around them, by their names.
    words: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    answer: rx.Field[PaletteAnswer] = rx.field(default_factory=no_answer)

    @rx.event
    @allow(Permission.VIEW)
    async def open(self, recent_ids: list[int]) -> None:
        """Tell what can be done here, and what was opened lately."""
        actor = await current_actor(self)
        ids = [one for one in recent_ids if isinstance(one, int)]
        recent = await current_store().in_read(read_recent, actor, ids)
        head = (await self.get_state(TimelineState)).head
        is_inbox = self.router.url.path.startswith("/inbox")
        self.answer = no_answer()
        self.words = _words(actor)
        self.lines = [
            *(
                _command_line(actor, command, head, is_inbox=is_inbox)
                for command in COMMANDS
                if actor.may(command.permission)
            ),
            *_settings_lines(actor),
            *(_conversation_line(actor, row) for row in recent),
        ]

    @rx.event
    @allow(Permission.VIEW)
    async def search(self, number: int, words: str) -> None:
        """Find conversations and people; the browser shows the latest answer only."""
        actor = await current_actor(self)
        found = await current_store().in_read(
            find_for_palette, actor, str(words)[:MAX_WORDS]
        )
        self.answer = PaletteAnswer(number=number, lines=_found_lines(actor, found))


def _words(actor: Actor) -> dict[str, str]:
    texts = {name: translate(_language(actor), f"palette.{name}") for name in _WORDS}
    # Written into by the browser, which counts.
    texts["found"] = translate(_language(actor), "palette.found", n="{n}")
    return texts | {"close": _say(actor, "common.close")}


def _say(actor: Actor, key: str) -> str:
    return translate(_language(actor), key)


def _language(actor: Actor) -> Language:
    return choose_language(actor.language)


def _command_line(
    actor: Actor, command: Command, head: ConversationHead, *, is_inbox: bool
) -> PaletteLine:
    is_offered = command.is_done_here or bool(command.click)
    if command.group == "conversation":
        is_offered &= is_inbox and head["id"] != 0 and command.is_offered(head)
    elif command.click:
        is_offered &= is_inbox
    return _line(
        key=command.name,
        kind="command",
        group=command.group,
        text=_say(actor, f"command.{command.name}"),
        shortcut=command.key,
        run=command.name if command.is_done_here else "",
        click=command.click,
        is_offered=is_offered,
    )


def _settings_lines(actor: Actor) -> list[PaletteLine]:
    sections = (*FOR_EVERYBODY, *(FOR_ADMINS if actor.is_admin else ()))
    return [
        _line(
            key=f"settings:{section}",
            kind="settings",
            group="settings",
            text=_say(actor, f"settings.{section}"),
            href=f"/settings/{section}",
        )
        for section in sections
    ]


def _found_lines(actor: Actor, found: Found) -> list[PaletteLine]:
    people = [
        _line(
            key=f"contact:{person.contact_id}",
            kind="contact",
            group="contacts",
            text=person.name,
            note=person.address,
            href=f"/inbox/all/open?contact={person.contact_id}",
        )
        for person in found.people
    ]
    return [*(_conversation_line(actor, row) for row in found.conversations), *people]


def _conversation_line(actor: Actor, row: ConversationRow) -> PaletteLine:
    return _line(
        key=f"conversation:{row['id']}",
        kind="conversation",
        group="conversations",
        text=row["subject"] or _say(actor, "list.no_subject"),
        note=f"{row['name']} · #{row['id']}",
        href=f"/inbox/{row['inbox_id']}/{row['folder']}/{row['id']}",
    )


def _line(**given: Any) -> PaletteLine:
    empty = PaletteLine(
        key="",
        kind="",
        group="",
        text="",
        note="",
        shortcut="",
        run="",
        click="",
        href="",
        is_offered=True,
    )
    return cast("PaletteLine", {**empty, **given})
