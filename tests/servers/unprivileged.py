"""Runs servers as somebody without rights, also where the tests run as root."""

import getpass
import grp
import os
import pwd
import shutil
import socket
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as."""

    user: str
    group: str
    uid: int
    gid: int

    @property
    def popen_options(self) -> dict[str, Any]:
        """Options that make `subprocess` run a program as this user."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, *paths: Path) -> None:
        """Hand files over to this user; without rights they are its own already."""
        if os.geteuid() == 0:
            for path in paths:
                os.chown(path, self.uid, self.gid)


@cache
def server_account() -> Account:
    """Pick the current user, or `nobody` for root, whom the servers refuse."""
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    entry = pwd.getpwnam(user)
    return Account(user, grp.getgrgid(entry.pw_gid).gr_name, entry.pw_uid, entry.pw_gid)


def make_server_folder(prefix: str) -> Path:
    """Make a folder whose path is short enough for the sockets inside it.

    A unix socket's path must stay under 108 bytes, which pytest's own temporary
    folders do not leave room for.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    server_account().own(folder)
    return folder


def remove_server_folder(folder: Path) -> None:
    """Delete what a server left; it may still be deleting files itself."""
    shutil.rmtree(folder, ignore_errors=True)


def free_port(host: str = "127.0.0.1") -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def accepts_connections(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether somebody listens on this port."""
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0
