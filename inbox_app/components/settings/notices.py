"""The table of switches: what one wants to be told of, and how."""

from typing import Any

import reflex as rx

from inbox_app.components.settings.parts import group
from inbox_app.domain.notices import NoticeKind
from inbox_app.state.settings.notices import NoticeChoiceState
from inbox_app.ui.controls import switch
from inbox_app.ui.language import t
from inbox_app.ui.live import allow_notices

_WAYS = (("in_app", "notices.in_app"), ("in_browser", "notices.in_browser"))


def notice_choices() -> rx.Component:
    """Choose for each kind of thing how to hear of it."""
    return group(
        t("notices.title"),
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(t("notices.kind"), scope="col"),
                    *(rx.el.th(t(words), scope="col") for _, words in _WAYS),
                )
            ),
            rx.el.tbody(rx.foreach(NoticeChoiceState.choices, _row)),
            class_name="notice-choices",
        ),
        rx.el.div(
            allow_notices(
                words=t("notices.allow"),
                allowed=t("notices.allowed"),
                refused=t("notices.refused"),
            )
        ),
        hint=t("notices.hint"),
    )


def _row(choice: Any) -> rx.Component:
    words: Any = rx.match(
        choice.kind,
        *((kind.value, t(f"notices.{kind.value}")) for kind in NoticeKind),
        choice.kind,
    )
    return rx.el.tr(
        rx.el.th(words, scope="row"),
        *(
            rx.el.td(
                switch(
                    label=t("notices.switch", kind=words, way=t(name)),
                    is_on=choice[way].to(bool),
                    on_click=NoticeChoiceState.turn(choice.kind, way),
                )
            )
            for way, name in _WAYS
        ),
        key=choice.kind,
    )
