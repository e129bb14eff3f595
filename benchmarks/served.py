"""The program in a process of its own, and what that process costs."""

import base64
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from inbox_app.api.session_gate import COOKIE
from inbox_app.db.unit_of_work import Store
from inbox_app.services.sessions import start_session

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """A running program on a filled database."""

    process: subprocess.Popen[str]
    port: int
    # Sessions of the agents, in their order.
    tokens: list[str]

    @property
    def address(self) -> str:
        """Where a browser opens it."""
        return f"http://127.0.0.1:{self.port}"

    def receive(self, raw: bytes) -> None:
        """Let a mail arrive at the first inbox; returns when it is published."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {"channel": 1, "mails": [base64.b64encode(raw).decode()]}
        self.process.stdin.write(f"{json.dumps(order)}\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.strip() == "received":
                return
        msg = "the program took no mail in; what went wrong is above"
        raise RuntimeError(msg)

    def cpu_seconds(self) -> float:
        """Return the processor time that it has used so far."""
        return cpu_seconds(self.process.pid)

    def memory_bytes(self) -> int:
        """Return its resident memory."""
        return memory_bytes(self.process.pid)


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process, of user and system together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_bytes(pid: int) -> int:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


@contextlib.contextmanager
def serving(store: Store) -> Iterator[Served]:
    """Serve a store's data folder; the sessions are ready to be used."""
    with store.write() as uow:
        # No mailbox is behind the addresses of a made-up team.
        uow.session.connection().exec_driver_sql("UPDATE channel SET is_paused = 1")
        agents = uow.session.connection().exec_driver_sql("SELECT id FROM agent")
        tokens = [start_session(uow, one, "benchmark")[0] for (one,) in agents]
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.served_with_mail"],
        cwd=ROOT,
        env=environment(store, port),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield Served(process, port, tokens)
        finally:
            process.kill()


def environment(store: Store, port: int) -> dict[str, str]:
    """Return the settings that serve a store's data folder."""
    key = store.settings.secret_key
    assert key is not None
    return {
        **os.environ,
        "INBOX_DATA_DIR": str(store.settings.data_dir),
        "INBOX_PORT": str(port),
        "INBOX_SECRET_KEY": key.get_secret_value(),
        "INBOX_LOG_LEVEL": "error",
    }


def wait_for(url: str, *, most_seconds: float = 60) -> None:
    """Ask until it answers."""
    end = time.perf_counter() + most_seconds
    while time.perf_counter() < end:
        with contextlib.suppress(URLError, ConnectionError):
            urllib.request.urlopen(url).read()
            return
        time.sleep(0.01)
    msg = f"nothing answers at {url}"
    raise TimeoutError(msg)


def cookie_for(served: Served, number: int) -> dict[str, str]:
    """Return a session's cookie as Playwright takes it."""
    token = served.tokens[number % len(served.tokens)]
    return {"name": COOKIE, "value": token, "url": served.address}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
