"""A real IMAP server on loopback that tests can kill and start again."""

import contextlib
import itertools
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.provision import find_dovecot
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.dovecot_configuration import dovecot_files
from tests.servers.introspection import TokenIntrospection
from tests.servers.unprivileged import (
    accepts_connections,
    free_port,
    make_server_folder,
    remove_server_folder,
    server_account,
)

START_WITHIN_SECONDS = 20.0
# The same for all: a file of users is read again only a second later.
PASSWORD = "right-password"


@dataclass(frozen=True, slots=True)
class MailboxAccount:
    """One mailbox of the server; the token is for XOAUTH2."""

    address: str
    password: str
    token: str


class Dovecot:
    """One Dovecot without rights; its ports stay the same over a restart."""

    def __init__(self) -> None:
        """Lay out the folder; nothing runs yet."""
        self.folder = make_server_folder("dc")
        self.host = "127.0.0.1"
        self.imap_port = free_port()
        self.imaps_port = free_port()
        self.introspection = TokenIntrospection()
        self.certificate: Certificate = make_certificate(self.folder)
        self._account = server_account()
        program = find_dovecot()
        assert program is not None, "run `python -m tests.provision` first"
        self._program = program
        self._process: subprocess.Popen[Any] | None = None
        self._file_numbers = itertools.count(1)
        self._write_configuration()

    def _write_configuration(self) -> None:
        files = dovecot_files(
            self._program,
            folder=self.folder,
            user=self._account.user,
            group=self._account.group,
            password=PASSWORD,
            imap_port=self.imap_port,
            imaps_port=self.imaps_port,
            introspection_url=self.introspection.url,
        )
        for name, text in files.items():
            (self.folder / name).write_text(text)
        (self.folder / "mail").mkdir()
        self._account.own(
            *(self.folder / name for name in files),
            self.folder / "mail",
            self.certificate.path,
            self.certificate.key_path,
        )

    @property
    def log_text(self) -> str:
        """Everything the server has logged."""
        logs = [self.folder / name for name in ("output", "log")]
        return "".join(log.read_text(errors="replace") for log in logs if log.exists())

    @property
    def is_running(self) -> bool:
        """Tell whether the server is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and return once it accepts connections; again is harmless."""
        if self.is_running:
            return
        # In the foreground: otherwise it detaches and nobody can stop it.
        command = [str(self._program), "-F", "-c", str(self.folder / "dovecot.conf")]
        # To a file, not a pipe: its children would keep the pipe open.
        with (self.folder / "output").open("ab") as output:
            process = self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **self._account.popen_options,
            )
        give_up_at = time.monotonic() + START_WITHIN_SECONDS
        while not all(map(accepts_connections, (self.imap_port, self.imaps_port))):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.01)
            if not self.is_running or time.monotonic() > give_up_at:
                message = f"Dovecot did not start:\n{self.log_text}"
                raise RuntimeError(message)

    def kill(self) -> None:
        """End it at once, with every connection, as a power failure would."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Kill it and have it back on the same ports."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """Kill it and remove all its files."""
        self.kill()
        self.introspection.stop()
        remove_server_folder(self.folder)

    def add_user(self, address: str) -> MailboxAccount:
        """Add an empty mailbox; it can be used at once."""
        user = MailboxAccount(address, PASSWORD, token=f"token-of-{address}")
        self.introspection.grant(user.token, address)
        self._make_maildir(address, "INBOX")
        return user

    def deliver(
        self,
        address: str,
        raw: bytes,
        *,
        folder: str = "INBOX",
        received_at: datetime | None = None,
    ) -> None:
        """Put a message into a mailbox, also while the server is down."""
        maildir = self._make_maildir(address, folder)
        # The name's leading number is the order in which Dovecot gives UIDs.
        number = next(self._file_numbers)
        name = f"{time.time_ns() // 10**9}.M{number:06}P1.localhost"
        arriving = maildir / "tmp" / name
        arriving.write_bytes(raw)
        self._account.own(arriving)
        if received_at is not None:
            moment = received_at.timestamp()
            os.utime(arriving, (moment, moment))
        arriving.rename(maildir / "new" / name)

    def reset_uidvalidity(self, address: str, folder: str = "INBOX") -> None:
        """Number a folder anew, as a mailbox restored from a back-up is.

        Works on a folder that a client has opened before and that nobody has
        open now.
        """
        maildir = self._maildir(address, folder)
        uid_list = maildir / "dovecot-uidlist"
        header, *lines = uid_list.read_text().splitlines()
        header = re.sub(r" V(\d+)", lambda old: f" V{int(old[1]) + 1}", header)
        # Other numbers too: whoever trusts the old ones sees other mail.
        uid_list.write_text(re.sub(r" N\d+", " N1", header) + "\n")
        self._account.own(uid_list)
        assert lines, "an empty folder's renumbering cannot be seen"
        for index in maildir.glob("dovecot.index*"):
            index.unlink()

    def raw_messages(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """Read every message of a folder from the disk, with CRLF line ends."""
        maildir = self._maildir(address, folder)
        files = [*(maildir / "cur").glob("*"), *(maildir / "new").glob("*")]
        files.sort(key=lambda file: file.name)
        # What came by APPEND is stored with the line ends of Unix.
        stored = (file.read_bytes().replace(b"\r\n", b"\n") for file in files)
        return [raw.replace(b"\n", b"\r\n") for raw in stored]

    def _maildir(self, address: str, folder: str) -> Path:
        maildir = self.folder / "mail" / address / "Maildir"
        if folder.upper() == "INBOX":
            return maildir
        return maildir / ("." + folder.replace("/", "."))

    def _make_maildir(self, address: str, folder: str) -> Path:
        home = self.folder / "mail" / address
        maildir = self._maildir(address, folder)
        parts = [maildir / part for part in ("cur", "new", "tmp")]
        folders = [home, home / "Maildir", maildir, *parts]
        for path in folders:
            path.mkdir(exist_ok=True)
        self._account.own(*folders)
        return maildir
