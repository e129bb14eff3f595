"""Open tabs without a browser: sockets that say what a tab says when it opens."""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.served import Served
from inbox_app.api.session_gate import COOKIE

_HYDRATE = "reflex___state____state.hydrate_and_load"
_IS_HYDRATED = '"is_hydrated_rx_state_":true'
PATHS = ("/inbox/all/open", "/inbox/1/open", "/inbox/1/unassigned", "/inbox/all/email")


@dataclass
class Tabs:
    """The tabs of a bench, and when each heard of what was waited for."""

    wanted: str = ""
    heard_at: list[float] = field(default_factory=list)
    received_bytes: int = 0
    open_count: int = 0
    ready: threading.Event = field(default_factory=threading.Event)
    stop: Callable[[], object] = lambda: None

    def wait_for(self, words: str) -> None:
        """Note from now on who hears these words."""
        self.heard_at = []
        self.wanted = words


@contextmanager
def connected_tabs(served: Served, count: int) -> Iterator[Tabs]:
    """Hold so many tabs open, each loaded as a browser loads it."""
    tabs = Tabs()
    thread = threading.Thread(
        target=lambda: asyncio.run(_keep(served, tabs, count)), daemon=True
    )
    thread.start()
    assert tabs.ready.wait(60), "the tabs did not load"
    try:
        yield tabs
    finally:
        tabs.stop()
        thread.join()


async def _keep(served: Served, tabs: Tabs, count: int) -> None:
    is_over = asyncio.Event()
    loop = asyncio.get_running_loop()
    tabs.stop = lambda: loop.call_soon_threadsafe(is_over.set)
    opened = [
        asyncio.create_task(_open(served, tabs, count, number))
        for number in range(count)
    ]
    await is_over.wait()
    for task in opened:
        task.cancel()
    await asyncio.gather(*opened, return_exceptions=True)


async def _open(served: Served, tabs: Tabs, count: int, number: int) -> None:
    token = served.tokens[number % len(served.tokens)]
    address = served.address.replace("http", "ws", 1)
    url = f"{address}/_event/?token={uuid.uuid4()}&EIO=4&transport=websocket"
    headers = {"Cookie": f"{COOKIE}={token}", "Accept-Language": "en"}
    async with connect(
        url, additional_headers=headers, compression=None, max_size=None
    ) as socket:
        await socket.recv()
        await socket.send(f"40/_event,{json.dumps(_first_event(number))}")
        await _listen(socket, tabs, count)


def _first_event(number: int) -> dict[str, object]:
    path = PATHS[number % len(PATHS)]
    place = {
        "pathname": path,
        "asPath": path,
        "query": {"splat": path.split("/")[2:]},
    }
    return {"event": {"name": _HYDRATE, "payload": {}, "router_data": place}}


async def _listen(socket: ClientConnection, tabs: Tabs, count: int) -> None:
    is_open = False
    async for text in socket:
        now = time.time()
        assert isinstance(text, str)
        tabs.received_bytes += len(text)
        if text == "2":
            await socket.send("3")
        elif not is_open and _IS_HYDRATED in text:
            is_open = True
            tabs.open_count += 1
            if tabs.open_count == count:
                tabs.ready.set()
        elif tabs.wanted and tabs.wanted in text:
            tabs.heard_at.append(now)
