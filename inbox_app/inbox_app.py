"""Composition root: the application, its pages, its HTTP routes and its workers."""

import reflex as rx


def index() -> rx.Component:
    """Render a page that proves the chain from Python to the browser."""
    return rx.el.main(rx.el.h1("Team inbox"))


app = rx.App()
app.add_page(index, route="/", title="Team inbox")
