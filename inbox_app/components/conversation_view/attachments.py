"""The files of a message, and looking at one without leaving."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventType

from inbox_app.components.conversation_view.parts import FileSize
from inbox_app.ui.dialog import dialog
from inbox_app.ui.icons import icon, icon_for
from inbox_app.ui.language import t

ShowFile = Callable[[Any], Any]


def attachment_list(attachments: Any, *, on_show: ShowFile) -> rx.Component:
    """List `AttachmentView` rows; images and PDFs open above the page."""
    return rx.cond(
        attachments.length() > 0,
        rx.el.ul(
            rx.foreach(attachments, lambda file: _attachment(file, on_show)),
            class_name="attachments",
        ),
        rx.fragment(),
    )


def file_dialog(file: Any, *, on_close: EventType[()]) -> rx.Component:
    """Show an image or a PDF; open while the `AttachmentView` has an address."""
    address = file["url"].to(str) + "?view=1"
    return dialog(
        rx.cond(
            file["preview"] == "pdf",
            rx.el.iframe(src=address, title=file["filename"], class_name="file-page"),
            rx.el.img(src=address, alt=file["filename"], class_name="file-image"),
        ),
        is_open=file["url"] != "",
        title=file["filename"],
        on_close=on_close,
        foot=_download(file, rx.fragment(icon("download"), t("common.download"))),
        width="wide",
    )


def _attachment(file: Any, on_show: ShowFile) -> rx.Component:
    name = rx.el.span(
        rx.el.span(file["filename"], class_name="attachment-name"),
        FileSize.create(bytes=file["size"]),
        class_name="grow",
    )
    picture = rx.cond(
        file["preview"] == "image",
        rx.el.img(
            src=file["url"] + "?view=1",
            alt="",
            loading="lazy",
            class_name="attachment-thumb",
        ),
        icon_for(file["preview"], {"pdf": "file-text"}, default="file"),
    )
    return rx.el.li(
        rx.cond(
            file["preview"] != "",
            rx.el.button(
                picture,
                name,
                type="button",
                aria_label=t("thread.preview", name=file["filename"]),
                on_click=on_show(file),
                class_name="attachment-open",
            ),
            rx.el.span(picture, name, class_name="attachment-open"),
        ),
        _download(
            file,
            icon("download"),
            class_name="button button-quiet button-small button-icon",
            aria_label=t("thread.download", name=file["filename"]),
            title=t("common.download"),
        ),
        class_name="attachment",
    )


def _download(file: Any, content: rx.Component, **attributes: Any) -> rx.Component:
    attributes.setdefault("class_name", "button")
    return rx.el.a(
        content,
        href=file["url"],
        download=file["filename"],
        reload_document=True,
        **attributes,
    )
