"""One event, fifty open tabs: when each shows it, and what that costs."""

import asyncio
import time
from email.message import EmailMessage
from email.policy import SMTP
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection

from playwright.sync_api import Page
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.browser import a_browser_page
from benchmarks.report import Report, spread_of
from benchmarks.served import Served, serving
from benchmarks.tab_client import Tabs, connected_tabs
from inbox_app.db.unit_of_work import Store

TABS = 50
SCREEN_MS, CPU_MS = 200, 60
# Longer than the pause between two steps of a burst: each mail is one event.
GAP_SECONDS = 0.8
BARE_GAP_SECONDS = 0.1

_WATCH = """(words) => {
  window.shownAt = 0;
  const look = () => {
    if (window.shownAt || !document.querySelector(".rows")?.textContent.includes(words))
      return;
    requestAnimationFrame(() => setTimeout(() => { window.shownAt = Date.now(); }));
  };
  new MutationObserver(look).observe(document.body, {
    childList: true, subtree: true, characterData: true,
  });
}"""


def run_tabs(report: Report, store: Store, *, rounds: int) -> None:
    """Measure a mail that arrives while fifty tabs are open, one of them real."""
    events = max(rounds, 10)
    with serving(store) as served, a_browser_page(served) as page:
        page.goto(f"{served.address}/inbox/all/open")
        page.wait_for_selector("[role=option]")
        with connected_tabs(served, TABS - 1) as tabs:
            # The first ones fill caches and are not counted.
            for number in range(3):
                _let_arrive(served, tabs, page, f"warm up {number}")
            time.sleep(GAP_SECONDS)
            before, bytes_before = served.cpu_seconds(), tabs.received_bytes
            taken = [
                _let_arrive(served, tabs, page, f"event number {number}")
                for number in range(events)
            ]
            cpu = (served.cpu_seconds() - before) * 1000 / events
            sent = (tabs.received_bytes - bytes_before) // (events * (TABS - 1))
    bare, bare_cpu = _measure_bare(max(sent, 1), events)
    report.add_latency(
        f"live: event to screen, {TABS} tabs, Chromium",
        spread_of([shown for shown, _ in taken]),
        spread_of(bare),
        target_ms=SCREEN_MS,
    )
    report.add_latency(
        f"live: event to each of the {TABS - 1} other tabs",
        spread_of([one for _, others in taken for one in others]),
        spread_of(bare),
        target_ms=SCREEN_MS,
    )
    report.add_amount(
        f"live: processor time of an event, {sent} B a tab",
        cpu,
        bare_cpu,
        unit="ms",
        target=CPU_MS,
    )


def _let_arrive(
    served: Served, tabs: Tabs, page: Page, subject: str
) -> tuple[float, list[float]]:
    """Return after how many milliseconds the browser and the others had it."""
    page.evaluate(_WATCH, subject)
    tabs.wait_for(subject)
    start = time.time()
    served.receive(_a_mail(subject))
    page.wait_for_function("() => window.shownAt", polling=50, timeout=10_000)
    shown = page.evaluate("window.shownAt")
    page.wait_for_timeout(GAP_SECONDS * 1000)
    missing = TABS - 1 - len(tabs.heard_at)
    assert not missing, f"{missing} tabs did not hear of {subject}"
    return shown - start * 1000, [(at - start) * 1000 for at in tabs.heard_at]


def _a_mail(subject: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Camille Client <camille@customers.example>"
    mail["To"] = "support1@team.example"
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{time.time_ns()}@customers.example>"
    mail.set_content("Hello,\n\nis anybody there?\n")
    return mail.as_bytes()


def _measure_bare(size: int, events: int) -> tuple[list[float], float]:
    """Push as many bytes to as many sockets from a process that does no more."""
    ours, theirs = Pipe()
    process = Process(target=_serve_bare, args=(theirs, size, events), daemon=True)
    process.start()
    assert process.pid is not None
    port = ours.recv()
    taken = asyncio.run(_hear_bare(port, ours, events))
    cpu = ours.recv()
    process.join()
    return taken, cpu * 1000 / events


async def _hear_bare(port: int, pipe: Connection, events: int) -> list[float]:
    taken: list[float] = []

    async def hear() -> None:
        async with connect(f"ws://127.0.0.1:{port}", compression=None) as socket:
            for _ in range(events):
                sent_at, _, _ = str(await socket.recv()).partition(" ")
                taken.append((time.time() - float(sent_at)) * 1000)

    listeners = [asyncio.create_task(hear()) for _ in range(TABS)]
    pipe.send("go")
    await asyncio.gather(*listeners)
    return taken


def _serve_bare(pipe: Connection, size: int, events: int) -> None:
    asyncio.run(_push_bare(pipe, size, events))


async def _push_bare(pipe: Connection, size: int, events: int) -> None:
    sockets: list[ServerConnection] = []
    everybody = asyncio.Event()

    async def take(socket: ServerConnection) -> None:
        sockets.append(socket)
        if len(sockets) == TABS:
            everybody.set()
        await socket.wait_closed()

    async with serve(take, "127.0.0.1", 0, compression=None) as server:
        pipe.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(pipe.recv)
        await everybody.wait()
        before = time.process_time()
        for _ in range(events):
            text = f"{time.time()} {'x' * size}"
            await asyncio.gather(*(socket.send(text) for socket in sockets))
            await asyncio.sleep(BARE_GAP_SECONDS)
        pipe.send(time.process_time() - before)
