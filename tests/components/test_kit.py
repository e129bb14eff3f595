"""The interface kit: rendered without an application, named for everybody."""

from collections.abc import Iterator
from typing import Any

import pytest
import reflex as rx

from inbox_app.ui.controls import (
    button,
    checkbox,
    chip,
    icon_button,
    search_field,
    select,
    switch,
    text_area,
    text_field,
)
from inbox_app.ui.dialog import confirm_dialog, dialog
from inbox_app.ui.display import (
    avatar,
    badge,
    banner,
    dot,
    empty_state,
    progress,
    skeleton_rows,
    visually_hidden,
)
from inbox_app.ui.icons import icon, icon_for
from inbox_app.ui.language import t
from inbox_app.ui.menu import menu, menu_item, menu_link
from inbox_app.ui.recipients import recipients_field
from inbox_app.ui.reply_editor import reply_editor
from inbox_app.ui.tabs import tab, tabs
from inbox_app.ui.time_ago import time_ago
from inbox_app.ui.toasts import toasts

NOTHING = rx.noop()
YES = rx.Var("isOn", _var_type=bool).to(bool)
WORDS = rx.Var("words", _var_type=str).to(str)
ROWS = rx.Var("rows", _var_type=list).to(list)
FACTS = rx.Var("facts", _var_type=dict).to(dict)


def walk(rendered: Any) -> Iterator[dict[str, Any]]:
    if isinstance(rendered, dict):
        if "name" in rendered:
            yield rendered
        for value in rendered.values():
            yield from walk(value)
    elif isinstance(rendered, list):
        for value in rendered:
            yield from walk(value)


def props_of(component: rx.Component, name: str) -> list[str]:
    """Return the props of the first element of that name."""
    found = next(one for one in walk(component.render()) if one["name"] == name)
    return found["props"]


KIT: dict[str, rx.Component] = {
    "avatar": avatar(WORDS, channel=icon("mail")),
    "avatar with given colour": avatar(WORDS, initials="CL", hue=3),
    "badge": badge(WORDS, tone="warn", icon="clock"),
    "banner": banner(WORDS, tone="danger", icon="info", is_live=True),
    "button": button(WORDS, icon="send", busy=YES, disabled=YES, on_click=NOTHING),
    "checkbox": checkbox(WORDS, name="box", checked=YES),
    "chip": chip(WORDS, on_remove=NOTHING),
    "confirm dialog": confirm_dialog(
        is_open=YES,
        title=WORDS,
        confirm=WORDS,
        on_confirm=NOTHING,
        on_close=NOTHING,
    ),
    "dialog": dialog(rx.el.p("x"), is_open=YES, title=WORDS, on_close=NOTHING),
    "dot": dot("ok", label=WORDS),
    "empty state": empty_state(WORDS, hint=WORDS),
    "icon by value": icon_for(WORDS, {"email": "mail"}),
    "menu": menu(menu_item(WORDS, on_click=NOTHING), label=WORDS),
    "menu link": menu(menu_link(WORDS, href="/x", leaves_app=True), label=WORDS),
    "progress": progress(0.4, label=WORDS),
    "recipients": recipients_field(label=WORDS, value=ROWS, on_change=NOTHING),
    "reply editor": reply_editor(
        draft_key=WORDS,
        owner=WORDS,
        initial_html=WORDS,
        initial_at=WORDS,
        has_draft=YES,
        saved=FACTS,
        command=FACTS,
        label=WORDS,
        placeholder=WORDS,
        send_label=WORDS,
        on_draft=NOTHING,
        on_send=NOTHING,
    ),
    "search": search_field(
        label=WORDS, value=WORDS, on_change=NOTHING, on_clear=NOTHING, shortcut="/"
    ),
    "select": select(label=WORDS, name="one", options=[("a", WORDS)], value=WORDS),
    "skeleton": skeleton_rows(2),
    "switch": switch(label=WORDS, is_on=YES, on_click=NOTHING),
    "tabs": tabs(tab(WORDS, is_selected=YES, on_select=NOTHING), label=WORDS),
    "text area": text_area(label=WORDS, name="area", value=WORDS, error=WORDS),
    "text field": text_field(label=WORDS, name="line", hint=WORDS, error=WORDS),
    "time": time_ago(WORDS, look="clock"),
    "toasts": toasts(ROWS, on_action=NOTHING),
    "hidden words": visually_hidden(WORDS),
}


@pytest.mark.parametrize("part", KIT)
def test_a_part_renders_without_an_application(part: str) -> None:
    assert KIT[part].render()


@pytest.mark.parametrize("part", KIT)
def test_a_part_needs_no_radix(part: str) -> None:
    libraries = KIT[part]._get_all_imports()

    assert not [name for name in libraries if "radix" in name]


def test_a_square_button_is_named_by_its_label() -> None:
    props = props_of(icon_button("x", label="Close"), '"button"')

    assert '"aria-label":"Close"' in props
    assert 'title:"Close"' in props


def test_a_busy_button_takes_no_click() -> None:
    props = props_of(button("Send", busy=YES), '"button"')

    assert "disabled:isOn" in props


def test_an_error_is_announced_and_tied_to_its_field() -> None:
    field = text_field(label="Email", name="email", error=WORDS)

    assert '"aria-describedby":"field-email-error"' in props_of(field, '"input"')
    assert any('role:"alert"' in one["props"] for one in walk(field.render()))


def test_a_field_is_named_by_its_label() -> None:
    field = text_field(label="Email", name="email")

    assert 'htmlFor:"field-email"' in props_of(field, '"label"')
    assert 'id:"field-email"' in props_of(field, '"input"')


def test_a_choice_in_a_menu_says_whether_it_holds() -> None:
    props = props_of(menu_item("Newest", checked=YES), '"button"')

    assert '"aria-checked":isOn' in props
    assert 'role:"menuitemradio"' in props


def test_the_classes_of_the_caller_come_after_those_of_the_kit() -> None:
    props = props_of(button("Send", class_name="wide"), '"button"')

    assert 'className:"button button-secondary wide"' in props


def test_a_text_with_a_value_from_a_state_brings_what_the_value_needs() -> None:
    number = rx.Var(
        "count",
        _var_type=int,
        _var_data=rx.vars.VarData(hooks={"const count = useCount();": None}),
    )

    text = t("list.new", n=number)

    needs = text._get_all_var_data()
    assert needs is not None
    assert str(text) == 'sayText("list.new", {n: count})'
    assert "const count = useCount();" in needs.hooks
    assert "const sayText = useText();" in needs.hooks
