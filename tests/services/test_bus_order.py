"""What a subscriber does about an event is done before any reader hears of it."""

import asyncio

from inbox_app.bus import Bus
from inbox_app.domain.events import AgentChanged, Event


async def test_subscribers_are_told_before_readers_can_ask() -> None:
    bus = Bus()
    forgotten: list[Event] = []
    numbers: list[int] = []

    def forget(event: Event) -> None:
        forgotten.append(event)
        numbers.append(bus.number)

    bus.subscribe(forget)
    follower = bus.follow("tab", bus.number)
    reading = asyncio.ensure_future(anext(follower))

    bus.publish([AgentChanged(1)])

    assert await reading == (1, [AgentChanged(1)])
    assert forgotten == [AgentChanged(1)]
    # The feed had not moved on when the subscriber was called.
    assert numbers == [0]
