"""Start: build what is stale, migrate, then serve everything in this process."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from inbox_app.config import Settings, use_settings
from inbox_app.db.revision import is_newest
from inbox_app.front_end import FrontEndBuildError, ensure_front_end

# Requests under way get this long after a stop signal, the process this long in all.
DRAIN_SECONDS = 2
STOP_SECONDS = 4.5
# The longest draft, each of its characters written as an escape, and more.
LARGEST_SOCKET_MESSAGE_BYTES = 8_000_000


def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serve until a stop signal; what a person should read goes to ``announce``."""
    use_settings(settings)
    start_logging(settings)
    listener = bind(settings)
    if settings.demo:
        settings = with_free_mail_port(settings)
        use_settings(settings)
    try:
        build = ensure_front_end(announce)
    except FrontEndBuildError as error:
        sys.exit(str(error))
    migrate(settings)
    if settings.demo:
        fill_sample_workspace()
    application = load_application(build)
    server = _Server(
        uvicorn.Config(
            application,
            lifespan="on",
            http="httptools",
            ws="websockets-sansio",
            # Deltas are small, and deflating each for every tab costs more than
            # sending it.
            ws_per_message_deflate=False,
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        ),
        when_ready=lambda: announce("\n".join(banner_lines(settings))),
    )
    # The server raises the signal that stopped it once more when it is done; a
    # wanted stop is no failure, so this leaves the exit status at 0.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    server.run(sockets=[listener])
    if not server.started:
        sys.exit(1)


def start_logging(settings: Settings) -> None:
    """Log to standard error; what only tells of an ordinary start is left out."""
    logging.basicConfig(
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    if settings.log_level != "debug":
        for name in ("alembic", "uvicorn.error", "mail.log"):
            logging.getLogger(name).setLevel(logging.WARNING)


def bind(settings: Settings) -> socket.socket:
    """Take the port first, so that a taken one is known before any work is done."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        sys.exit(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror}."
            f"\nChoose another port, for example: make run PORT={settings.port + 1}"
        )
    return listener


def load_application(build: Path) -> ASGIApp:
    """Import the application so that it serves a finished build."""
    os.environ.update(
        {
            "REFLEX_ENV_MODE": "prod",
            "REFLEX_WEB_WORKDIR": str(build),
            # A longer message would end the connection without a word; what is too
            # much for a draft is for its service to refuse.
            "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": str(LARGEST_SOCKET_MESSAGE_BYTES),
            # Reflex sets these two for its own workers once `reflex run` has
            # built the pages; they are internal to it and named nowhere else.
            "__REFLEX_SKIP_COMPILE": "true",
            "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        }
    )
    from inbox_app.inbox_app import app

    return app()


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema, making the data folder if needed."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if is_newest(settings.database_url):
        return
    from inbox_app.db.migrate import upgrade_database

    upgrade_database(settings)


def with_free_mail_port(settings: Settings) -> Settings:
    """Choose the port of the sample workspace's mail listener now, to be told."""
    from inbox_app.channels.local.listener import free_port

    port = free_port(settings.demo_smtp_port)
    return settings.model_copy(update={"demo_smtp_port": port})


def fill_sample_workspace() -> None:
    """Give an empty database something to look at."""
    from inbox_app.db.unit_of_work import current_store
    from inbox_app.sample.play import fill_workspace

    fill_workspace(current_store())


def sample_lines(settings: Settings) -> list[str]:
    """Return how to log in to the sample workspace and how to write to it."""
    from inbox_app.sample.play import PASSWORD, TEAM, agent_address

    colleagues = ", ".join(agent_address(name) for name in list(TEAM)[1:])
    return [
        f"  Log in as {agent_address('Maya')} with the password {PASSWORD}",
        f"  (or, with the same password, as {colleagues}).",
        "",
        "  Send it a real mail:",
        f"    curl smtp://127.0.0.1:{settings.demo_smtp_port}"
        " --mail-from you@example.org --mail-rcpt support@localhost -T - <<'MAIL'",
        "    From: You <you@example.org>",
        "    To: support@localhost",
        "    Subject: Hello",
        "",
        "    Is anybody there?",
        "    MAIL",
        "  What you answer lies in the outbox:"
        f"  http://localhost:{settings.port}/outbox",
        "",
    ]


def banner_lines(settings: Settings) -> list[str]:
    """Return what a person reads when everything is up."""
    host = "localhost" if settings.host in ("127.0.0.1", "0.0.0.0") else settings.host  # noqa: S104 - compared, not bound
    return [
        "",
        f"  Team inbox is ready:  http://{host}:{settings.port}",
        "",
        *(sample_lines(settings) if settings.demo else ()),
        "  Stop it with Ctrl+C.",
        "",
    ]


class _Server(uvicorn.Server):
    """Uvicorn that says when it is ready and always ends in time."""

    def __init__(
        self, config: uvicorn.Config, *, when_ready: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # A thread that waits for a slow mail server must not hold up the end;
        # whatever it was writing is one transaction, and is done or undone.
        watchdog = threading.Timer(STOP_SECONDS, os._exit, args=(0,))
        watchdog.daemon = True
        watchdog.start()
