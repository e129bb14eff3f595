"""The bare address, for who comes there without loading a page: on to the inbox."""

import reflex as rx

ON_LOAD = rx.redirect("/inbox", replace=True)


def start_page() -> rx.Component:
    """Show nothing; the redirect follows at once."""
    return rx.fragment()
