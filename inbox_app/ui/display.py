"""Things that only show: avatars, badges, states of loading and emptiness."""

from typing import Any, Literal

import reflex as rx

from inbox_app.ui.attributes import (
    Attributes,
    Flag,
    Number,
    Text,
    is_given,
    join_classes,
)
from inbox_app.ui.icons import icon as draw_icon
from inbox_app.ui.parts import link_script
from inbox_app.ui.tokens import AvatarSize, Tone


class Avatar(rx.Component):
    """A person's initials on a colour that stays theirs."""

    library = link_script("avatar.jsx")
    tag = "Avatar"

    name: rx.Var[str]
    seed: rx.Var[str]
    size: rx.Var[str]
    src: rx.Var[str]
    initials: rx.Var[str]
    hue: rx.Var[int]
    decorative: rx.Var[bool]


def avatar(
    name: Text,
    *,
    seed: Text = "",
    initials: Text = "",
    hue: rx.Var[int] | int | None = None,
    size: AvatarSize = "normal",
    src: Text = "",
    channel: rx.Component | None = None,
    is_decorative: Flag = True,
) -> rx.Component:
    """Show a person by two letters and a colour.

    Both come from the name, or from `seed` so that the colour outlives a change of
    name, or are given as `initials` and `hue` (0 to 11). Decorative beside the
    written name; else the name is read out. `channel` is the small icon at its foot.
    """
    badge_slot = (
        [] if channel is None else [rx.el.span(channel, class_name="avatar-badge")]
    )
    return Avatar.create(
        *badge_slot,
        name=name,
        seed=seed,
        size=size,
        src=src,
        initials=initials,
        decorative=is_decorative,
        **({} if hue is None else {"hue": hue}),
    )


def badge(
    *children: rx.Component | Text,
    tone: Tone = "neutral",
    icon: str = "",
    **attributes: Attributes,
) -> rx.Component:
    """Show a fact in a word or two; an icon or the words say what the tone says."""
    classes = join_classes(attributes, "badge", f"badge-{tone}")
    mark = [draw_icon(icon, size="small")] if icon else []
    words = rx.el.span(*children, class_name="cut")
    return rx.el.span(*mark, words, class_name=classes, **attributes)


def dot(tone: Tone = "accent", *, label: Text = "") -> rx.Component:
    """Show a state by a dot; `label` says it in words to screen readers."""
    classes = f"dot dot-{tone}"
    if not is_given(label):
        return rx.el.span(class_name=classes, aria_hidden="true")
    return rx.el.span(class_name=classes, role="img", aria_label=label, title=label)


def skeleton(
    shape: Literal["short", "medium", "long", "circle"] = "long",
) -> rx.Component:
    """Stand in for a line of text, or an avatar, that is on its way."""
    return rx.el.span(class_name=f"skeleton skeleton-{shape}", aria_hidden="true")


def skeleton_rows(count: int = 8) -> rx.Component:
    """Stand in for rows of the conversation list."""
    lines = rx.el.div(
        skeleton("short"), skeleton("long"), skeleton("medium"), class_name="stack"
    )
    row = rx.el.div(skeleton("circle"), lines, class_name="conversation")
    return rx.el.div(*(row for _ in range(count)), aria_hidden="true")


def progress(value: Number | None, *, label: Text) -> rx.Component:
    """Show how far long work is, from 0 to 1; None when nobody knows."""
    share: dict[str, Any] = {} if value is None else {"value": value}
    return rx.el.progress(max=1, aria_label=label, class_name="progress", **share)


def banner(
    *children: rx.Component | Text,
    tone: Tone = "accent",
    icon: str = "",
    is_live: bool = False,
    **attributes: Attributes,
) -> rx.Component:
    """Show a line across a region; `is_live` reads it out when it appears."""
    classes = join_classes(attributes, "banner", f"banner-{tone}")
    mark = [draw_icon(icon)] if icon else []
    if is_live:
        attributes.setdefault("role", "status")
    return rx.el.div(*mark, *children, class_name=classes, **attributes)


def empty_state(
    title: Text,
    *children: rx.Component,
    hint: Text = "",
    icon: str = "inbox",
) -> rx.Component:
    """Say that nothing is here and what to do next."""
    return rx.el.div(
        draw_icon(icon),
        rx.el.p(title, class_name="empty-title"),
        *([rx.el.p(hint)] if is_given(hint) else []),
        *children,
        class_name="empty",
    )


def visually_hidden(*children: rx.Component | Text) -> rx.Component:
    """Say something to screen readers only."""
    return rx.el.span(*children, class_name="visually-hidden")
