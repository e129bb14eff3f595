"""What the browser knows and the server does not: its zone, the inbox seen last."""

import reflex as rx
from reflex.event import EventType, passthrough_event_spec


class BrowserMemory(rx.Component):
    """Tells the zone once, and leads a bare /inbox to the inbox seen last."""

    library = rx.asset("browser_memory.jsx", shared=True).importable_path
    tag = "BrowserMemory"

    on_time_zone: rx.EventHandler[passthrough_event_spec(str)]


def browser_memory(*, on_time_zone: EventType[()] | EventType[str]) -> rx.Component:
    """Stand once on the page of the inbox; shows nothing."""
    return BrowserMemory.create(on_time_zone=on_time_zone)
