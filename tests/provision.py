"""Finds the programs that the tests run against, and installs what is missing.

Run as `python -m tests.provision`, before anything else is installed: this
module needs nothing but the standard library.
"""

# ruff: noqa: T201 - a command: what it prints is what it is for

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

APT_LOCK_WAIT_SECONDS = 600
# Debian's package starts its service when it is installed; this file, while it
# is there, forbids that: each test run starts servers of its own.
SERVICE_POLICY = Path("/usr/sbin/policy-rc.d")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program the tests need, and where to get it."""

    name: str
    find: Callable[[], Path | None]
    apt_packages: tuple[str, ...]
    # What to type on a machine where apt is not at hand.
    elsewhere: str


def find_program(*names: str) -> Path | None:
    """Look on the PATH, and where daemons live, which is on root's PATH only."""
    path = os.pathsep.join(
        [os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"]
    )
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return Path(found)
    return None


def find_chromium() -> Path | None:
    """Find the system's Chromium or Chrome, else the one Playwright downloaded."""
    return (
        find_program(
            "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"
        )
        or find_playwright_chromium()
    )


def find_playwright_chromium() -> Path | None:
    """Find the newest Chromium that `playwright install` put on this machine."""
    folders = [os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")]
    folders += ["~/.cache/ms-playwright", "~/Library/Caches/ms-playwright"]
    inside = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*")
    for folder in (Path(name).expanduser() for name in folders if name):
        builds = sorted(
            folder.glob("chromium-*"),
            key=lambda build: build.stat().st_mtime,
            reverse=True,
        )
        for build in builds:
            for pattern in inside:
                for found in build.glob(pattern):
                    return found
    return None


def find_dovecot() -> Path | None:
    """Find the IMAP server, which is a package of its own beside Dovecot's core."""
    dovecot = find_program("dovecot")
    imap_parts = (
        Path("/usr/lib/dovecot/imap"),
        Path("/usr/libexec/dovecot/imap"),
        Path("/opt/homebrew/libexec/dovecot/imap"),
        Path("/usr/local/libexec/dovecot/imap"),
    )
    return dovecot if any(part.exists() for part in imap_parts) else None


def find_postgres(program: str = "initdb") -> Path | None:
    """Find a program of the newest PostgreSQL; Debian keeps them off the PATH."""
    installed = sorted(
        (
            folder
            for folder in Path("/usr/lib/postgresql").glob("*/bin")
            if (folder / "initdb").exists() and (folder / "pg_ctl").exists()
        ),
        key=lambda folder: float(folder.parent.name),
    )
    if installed:
        return installed[-1] / program
    return find_program(program) if find_program("pg_ctl") else None


TOOLS = (
    Tool(
        "chromium",
        find_chromium,
        ("chromium",),
        ".venv/bin/playwright install chromium",
    ),
    Tool(
        "dovecot",
        find_dovecot,
        ("dovecot-imapd",),
        "install Dovecot 2.3 with IMAP, for example: brew install dovecot",
    ),
    Tool(
        "postgresql",
        find_postgres,
        ("postgresql",),
        "install PostgreSQL 15, for example: brew install postgresql@15",
    ),
)


def main() -> int:
    """Report every tool, installing on the way; 1 if one cannot be had."""
    missing = report(TOOLS)
    if missing and can_use_apt():
        install_by_apt([name for tool in missing for name in tool.apt_packages])
        missing = report(missing)
    if any(tool.name == "chromium" for tool in missing) and find_playwright():
        install_by_playwright()
        missing = report(missing)
    if missing:
        say_what_to_type(missing)
    return 1 if missing else 0


def report(tools: tuple[Tool, ...]) -> tuple[Tool, ...]:
    """Print where each tool is, and return those that are nowhere."""
    missing = []
    for tool in tools:
        place = tool.find()
        print(f"{tool.name}: {place or 'not found'}", flush=True)
        if place is None:
            missing.append(tool)
    return tuple(missing)


def can_use_apt() -> bool:
    """Tell whether this is a Debian kind of system and we may change it."""
    return os.geteuid() == 0 and find_program("apt-get") is not None


def install_by_apt(packages: list[str]) -> None:
    """Install Debian packages, leaving their services stopped."""
    apt = [
        "apt-get",
        "-o",
        f"DPkg::Lock::Timeout={APT_LOCK_WAIT_SECONDS}",
        "-y",
        "-q",
    ]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with services_kept_stopped():
        for command in (["update"], ["install", "--no-install-recommends", *packages]):
            print("+", *apt, *command, flush=True)
            subprocess.run([*apt, *command], env=environment, check=False)


@contextmanager
def services_kept_stopped() -> Iterator[None]:
    """Forbid packages to start daemons, unless this machine already has a policy."""
    if SERVICE_POLICY.exists() or not SERVICE_POLICY.parent.is_dir():
        yield
        return
    SERVICE_POLICY.write_text("#!/bin/sh\nexit 101\n")
    SERVICE_POLICY.chmod(0o755)
    try:
        yield
    finally:
        SERVICE_POLICY.unlink()


def find_playwright() -> Path | None:
    """Find the playwright command of this virtual environment."""
    command = Path(sysconfig.get_path("scripts")) / "playwright"
    return command if command.exists() else None


def install_by_playwright() -> None:
    """Download Chromium into the user's cache; needs no rights on the machine."""
    command = [str(find_playwright()), "install", "chromium"]
    print("+", *command, flush=True)
    subprocess.run(command, check=False)


def say_what_to_type(missing: tuple[Tool, ...]) -> None:
    """Print the command that a person with the needed rights can copy."""
    names = ", ".join(tool.name for tool in missing)
    print(f"\nThe tests need {names}. Type this, then run them again:\n")
    if find_program("apt-get"):
        packages = " ".join(name for tool in missing for name in tool.apt_packages)
        print(
            "  sudo apt-get update && "
            f"sudo apt-get install -y --no-install-recommends {packages}\n"
        )
        return
    for tool in missing:
        print(f"  {tool.name}: {tool.elsewhere}")


if __name__ == "__main__":
    sys.exit(main())
