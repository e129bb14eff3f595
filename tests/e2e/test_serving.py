"""The program as it is started for real: one process on one port."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 5


@dataclass
class Served:
    """A running program and where it listens."""

    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "inbox_app", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "INBOX_DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if f":{port}" in line:
                break
        else:
            pytest.fail("".join(said))
        yield Served(process, port)
        process.kill()


def test_it_is_healthy_once_it_says_that_it_is_ready(served: Served) -> None:
    status, body = served.get("/healthz")

    assert status == 200
    assert '"ok"' in body


def test_a_taken_port_is_named_with_a_way_out(served: Served, tmp_path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "inbox_app", "serve", "--port", str(served.port)],
        cwd=ROOT,
        env={**os.environ, "INBOX_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert f"port {served.port}" in second.stderr
    assert "make run PORT=" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_socket_from_another_site_is_refused(served: Served) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        connect(
            f"ws://{served.address}/_event/?EIO=4", origin=Origin("http://evil.example")
        )

    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_and_in_time_when_asked_to(
    served: Served, number: signal.Signals
) -> None:
    served.process.send_signal(number)

    assert served.process.wait(timeout=STOP_SECONDS) == 0
