"""The built program on a free port, browsers, and people who log in."""

import itertools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from inbox_app.db.migrate import upgrade_database
from inbox_app.db.unit_of_work import Store
from tests.databases import SECRET_KEY, make_settings
from tests.e2e.sample_workspace import SampleWorkspace
from tests.e2e.team import Person, Site, Team, log_in, make_team

ROOT = Path(__file__).parents[2]
WAIT_MS = 10_000
# Playwright's own five seconds are short for a machine with other work to do.
expect.set_options(timeout=WAIT_MS)
_numbers = itertools.count(1)

expect.set_options(timeout=WAIT_MS)

OpenTab = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """Take the Chromium of the machine where there is one."""
    found = shutil.which("chromium")
    given = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **given, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve one workspace for all browser tests."""
    data_dir = tmp_path_factory.mktemp("served")
    settings = make_settings(data_dir)
    upgrade_database(settings)
    store = Store(settings)
    # Somebody has set the workspace up, else every page leads to the set-up.
    make_team(Site(store), 0)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with (
        (data_dir / "log").open("w+") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.served_with_mail"],
            cwd=ROOT,
            env={
                **os.environ,
                "INBOX_DATA_DIR": str(data_dir),
                "INBOX_PORT": str(port),
                "INBOX_SECRET_KEY": SECRET_KEY,
                "INBOX_UNDO_SECONDS": "5",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            if not any(f":{port}" in line for line in process.stdout):
                log.seek(0)
                pytest.fail(f"it did not start:\n{log.read()}")
            yield Site(store, f"http://127.0.0.1:{port}", process)
        finally:
            process.kill()
            store.close()


@pytest.fixture
def team(site: Site) -> Team:
    """Give an inbox of its own with two agents."""
    return make_team(site, next(_numbers))


@pytest.fixture
def open_tab(browser: Browser, site: Site) -> Iterator[OpenTab]:
    """Give a function that logs somebody in, in a browser of their own.

    It takes the person, the address to go to, and options of the browser
    context such as `locale`, `viewport` or `color_scheme`.
    """
    contexts: list[BrowserContext] = []

    def open_one(person: Person, url: str = "", **options: Any) -> Page:
        given = {
            "viewport": {"width": 1440, "height": 900},
            "locale": "en-US",
            "timezone_id": "Europe/Paris",
            # What is half faded in has neither its colours nor its place yet.
            "reduced_motion": "reduce",
            **options,
        }
        context = browser.new_context(**given)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        return log_in(context, site, person, url)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def other_team(site: Site) -> Team:
    """Give an inbox in which nobody of `team` is."""
    return make_team(site, next(_numbers))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleWorkspace]:
    """Serve the sample workspace as `make run` does."""
    workspace = SampleWorkspace(tmp_path_factory.mktemp("sample"))
    workspace.start()
    yield workspace
    workspace.kill()
