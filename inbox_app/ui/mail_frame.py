"""Mail in HTML, shown without scripts and without reach."""

import reflex as rx

from inbox_app.ui.attributes import Text
from inbox_app.ui.parts import link_script


class MailFrame(rx.Component):
    """A sandboxed frame as tall as its content."""

    library = link_script("mail_frame.jsx")
    tag = "MailFrame"

    src: rx.Var[str]
    title: rx.Var[str]


def mail_frame(src: Text, *, title: Text) -> rx.Component:
    """Show the page at `src`, a route of ours that sends its own strict policy."""
    return MailFrame.create(src=src, title=title)
