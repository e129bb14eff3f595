"""What a person with a browser waits for, on a full database."""

import gzip
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, Response, sync_playwright

from benchmarks.report import Report, spread_of
from benchmarks.served import (
    ROOT,
    Served,
    cookie_for,
    environment,
    free_port,
    memory_bytes,
    serving,
    wait_for,
)
from benchmarks.tab_client import connected_tabs
from inbox_app.db.unit_of_work import Store

CLICK_MS, START_MS = 60, 3000
SCRIPT_KB, MEMORY_MB = 200, 200
TABS_FOR_MEMORY = 20
LIST_PATH = "/inbox/all/open"
_FRAMEWORK = "import reflex.app, uvicorn"

# From the click to the frame after the one that holds the messages.
_CLICK = """async ([selector, wanted]) => {
  const painted = () => new Promise((done) =>
    requestAnimationFrame(() => setTimeout(done)));
  const start = performance.now();
  document.querySelector(selector).click();
  while (!document.querySelector(wanted)) {
    await new Promise((next) => requestAnimationFrame(next));
    if (performance.now() - start > 5000) throw Error(`no ${wanted}`);
  }
  await painted();
  return performance.now() - start;
}"""
# As little as a click can be: an empty answer, and a frame painted after it.
_EMPTY = """async () => {
  const start = performance.now();
  await (await fetch("/auth/me")).text();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def run_browser(report: Report, store: Store, *, rounds: int) -> None:
    """Measure clicks, the size of the first page, memory and the second start."""
    with serving(store) as served:
        with a_browser_page(served) as page:
            scripts = _open_first_page(page, served)
            _report_clicks(report, page, store, rounds=rounds)
        _report_scripts(report, scripts)
    with serving(store) as served:
        _report_memory(report, served)
    _report_start(report, store)


@contextmanager
def a_browser_page(served: Served) -> Iterator[Page]:
    """Open Chromium with an admin's session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        cookie: Any = cookie_for(served, 0)
        context.add_cookies([cookie])
        yield context.new_page()
        browser.close()


def _open_first_page(page: Page, served: Served) -> list[tuple[str, int]]:
    """Load the list; returns its scripts with their compressed sizes."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{served.address}{LIST_PATH}")
    page.wait_for_selector("[role=option]")
    page.wait_for_load_state("networkidle")
    return [
        (answer.url.rpartition("/")[2], len(gzip.compress(answer.body(), 6)))
        for answer in answers
        if answer.request.resource_type == "script"
    ]


def _report_clicks(report: Report, page: Page, store: Store, *, rounds: int) -> None:
    numbers = page.eval_on_selector_all(
        "[role=option]", "rows => rows.map((row) => row.href.split('/').pop())"
    )
    with store.read() as uow:
        last = {
            str(conversation): message
            for conversation, message in uow.session.connection().exec_driver_sql(
                "SELECT conversation_id, max(id) FROM message GROUP BY 1"
            )
        }
    # The first click loads the editor; it is not counted.
    times = [_click(page, number, last[number]) for number in numbers]
    for _ in range(max(rounds // 10, 1)):
        times += [_click(page, number, last[number]) for number in numbers]
    empty = [page.evaluate(_EMPTY) for _ in range(len(times))]
    report.add_latency(
        "browser: click to painted conversation",
        spread_of(times[1:]),
        spread_of(empty),
        target_ms=CLICK_MS,
    )


def _click(page: Page, number: str, message_id: int) -> float:
    row = f"[role=option][href$='/{number}']"
    took = page.evaluate(_CLICK, [row, f"[data-item='m{message_id}']"])
    # A person reads before the next click.
    page.wait_for_timeout(80)
    return took


def _report_scripts(report: Report, scripts: list[tuple[str, int]]) -> None:
    for name, size in sorted(scripts, key=lambda one: -one[1]):
        if size > 3000:
            print(f"    {size / 1000:6.1f} kB  {name}")
    total = sum(size for _, size in scripts) / 1000
    biggest = max(size for _, size in scripts) / 1000
    report.add_amount(
        "browser: scripts of the first page, gzipped",
        total,
        biggest,
        unit="kB",
        target=SCRIPT_KB,
    )


def _report_memory(report: Report, served: Served) -> None:
    with connected_tabs(served, TABS_FOR_MEMORY):
        used = served.memory_bytes() / 1e6
    report.add_amount(
        f"memory: the process with {TABS_FOR_MEMORY} tabs",
        used,
        _bare_memory() / 1e6,
        unit="MB",
        target=MEMORY_MB,
    )


def _bare_memory() -> float:
    """Return what a process needs that only imports the framework and waits."""
    command = [
        sys.executable,
        "-c",
        f"{_FRAMEWORK}; print(flush=True); input()",
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        used = memory_bytes(process.pid)
        process.kill()
    return used


def _report_start(report: Report, store: Store) -> None:
    report.add_latency(
        "start: the second one, until /healthz answers",
        spread_of([_start(store) for _ in range(5)]),
        spread_of([_bare_start() for _ in range(5)]),
        target_ms=START_MS,
    )


def _start(store: Store) -> float:
    port = free_port()
    command = [sys.executable, "-m", "inbox_app", "serve"]
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(store, port), stdout=subprocess.DEVNULL
    ) as process:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        took = time.perf_counter() - start
        process.kill()
    return took * 1000


def _bare_start() -> float:
    """Return how long only importing the framework takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", _FRAMEWORK], check=True)
    return (time.perf_counter() - start) * 1000
