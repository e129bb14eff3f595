"""The sample workspace as `make run` serves it, with its mail listener."""

import os
import smtplib
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from inbox_app.i18n import Language, translate
from inbox_app.sample.play import PASSWORD, agent_address

ROOT = Path(__file__).parents[2]
TIMEZONES = {"en": "Europe/London", "fr": "Europe/Paris"}
WAIT_MS = 15_000
# Long enough to be taken back on a busy machine.
UNDO_SECONDS = 5


@dataclass(frozen=True)
class Look:
    """How somebody looks at the program."""

    language: Language
    theme: str
    width: int

    def __str__(self) -> str:
        """Name the tests that run with it."""
        return f"{self.language}-{self.theme}-{self.width}"

    @property
    def is_narrow(self) -> bool:
        return self.width < 720

    def say(self, key: str, **values: object) -> str:
        """Return a text of the interface in this look's language."""
        return translate(self.language, key, **values)

    def browser_options(self) -> dict[str, Any]:
        return {
            "viewport": {"width": self.width, "height": 844 if self.is_narrow else 900},
            "locale": "fr-FR" if self.language == "fr" else "en-GB",
            "timezone_id": TIMEZONES[self.language],
            "color_scheme": self.theme,
        }


# Each pair of language, theme and width is in here once.
LOOKS = (
    Look("en", "light", 1440),
    Look("fr", "dark", 1440),
    Look("en", "dark", 390),
    Look("fr", "light", 390),
)


@dataclass
class SampleWorkspace:
    """A running sample workspace; it can be killed and started again."""

    data_dir: Path
    port: int = field(default_factory=lambda: free_port())
    smtp_port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; returns when it serves."""
        with (self.data_dir / "log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "inbox_app", "run", "--port", str(self.port)],
                cwd=ROOT,
                env={
                    **os.environ,
                    "INBOX_DATA_DIR": str(self.data_dir),
                    "INBOX_DEMO_SMTP_PORT": str(self.smtp_port),
                    "INBOX_UNDO_SECONDS": str(UNDO_SECONDS),
                },
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if f":{self.port}" in line:
                return
        msg = f"it did not start:\n{(self.data_dir / 'log').read_text()}"
        raise AssertionError(msg)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def send(self, raw: bytes, *, to: str = "support@localhost") -> None:
        """Hand a mail to the workspace's own SMTP server."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as smtp:
            smtp.sendmail("customer@example.org", [to], raw)

    def outbox(self) -> list[EmailMessage]:
        """Return what agents sent, oldest first."""
        files = sorted((self.data_dir / "outbox").glob("*.eml"))
        mails = [
            message_from_bytes(path.read_bytes(), policy=default) for path in files
        ]
        return [mail for mail in mails if isinstance(mail, EmailMessage)]

    def open(
        self,
        browser: Browser,
        look: Look,
        first_name: str = "Maya",
        path: str = "/inbox/all/open",
    ) -> Page:
        """Log somebody of the sample's team in, in a browser of their own.

        Maya, Tom and Sam read the language of the browser, Inès reads French.
        """
        context = browser.new_context(**look.browser_options())
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.goto(f"{self.address}/login?next={path}")
        page.get_by_label(look.say("login.email")).fill(agent_address(first_name))
        page.get_by_label(look.say("login.password")).fill(PASSWORD)
        page.get_by_role("button", name=look.say("login.submit")).click()
        page.wait_for_url("**/inbox/**")
        return page


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
