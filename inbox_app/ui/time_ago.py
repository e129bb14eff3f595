"""Moments in the reader's language and time zone, kept current by the browser."""

from typing import Literal

import reflex as rx

from inbox_app.ui.attributes import Text
from inbox_app.ui.parts import link_script

TimeLook = Literal["ago", "clock", "date", "full"]


class TimeAgo(rx.Component):
    """A `time` element that says its moment and ticks by itself."""

    library = link_script("time_ago.jsx")
    tag = "TimeAgo"

    value: rx.Var[str]
    look: rx.Var[str]


def time_ago(
    value: Text, *, look: TimeLook = "ago", class_name: Text = ""
) -> rx.Component:
    """Say a moment given in ISO 8601 with its offset; the tooltip says it in full.

    `ago`: relative for a day, then the date. `clock`: the time of the day, with the
    date when it is not today. `date` and `full` always say just that.
    """
    return TimeAgo.create(value=value, look=look, class_name=class_name)
