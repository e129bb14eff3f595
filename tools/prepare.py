"""Makes the virtual environment current: `python tools/prepare.py [dev]`.

Runs on the machine's own Python before anything is installed, so it uses the
standard library alone. With nothing to do it ends in some milliseconds.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main() -> None:
    """Install what the requirements name, when they changed since the last time."""
    wants_tools = sys.argv[1:] == ["dev"]
    file = "requirements-dev.txt" if wants_tools else "requirements.txt"
    mark = VENV / f"installed-{file}"
    wanted = fingerprint(wants_tools=wants_tools)
    if PYTHON.exists() and mark.is_file() and mark.read_text() == wanted:
        return
    if not PYTHON.exists() or not has_pip():
        print("Making the virtual environment in .venv ...", flush=True)
        make_environment()
    print(f"Installing {file} ...", flush=True)
    run(
        [
            *(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"),
            *("--requirement", ROOT / file, "--constraint", ROOT / "constraints.txt"),
        ],
        otherwise="pip could not install the packages; its message is above.",
    )
    mark.write_text(wanted)


def fingerprint(*, wants_tools: bool) -> str:
    """Return a hash over everything that decides what gets installed."""
    names = ["requirements.txt", "constraints.txt"]
    if wants_tools:
        names.append("requirements-dev.txt")
    digest = hashlib.sha256()
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def has_pip() -> bool:
    """Tell whether the environment is whole; an interrupted start leaves half one."""
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "--version"], capture_output=True, check=False
    )
    return asked.returncode == 0


def make_environment() -> None:
    """Make `.venv`, on Debian with the package that its Python leaves out."""
    shutil.rmtree(VENV, ignore_errors=True)
    # Asked first, because a failing `venv` leaves half an environment behind.
    asked = subprocess.run(
        [sys.executable, "-c", "import ensurepip, venv"],
        capture_output=True,
        check=False,
    )
    if asked.returncode:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        install = f"apt-get install -y {package}"
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            sys.exit(
                f"This Python ({sys.executable}) cannot make virtual environments.\n"
                f"On Debian and Ubuntu, type: sudo {install}"
            )
        print(f"{install} ...", flush=True)
        run(["apt-get", "update", "-qq"], otherwise="apt-get update failed.")
        run(
            ["apt-get", "install", "-y", "-qq", package],
            otherwise=f"Failed: {install}",
        )
    run(
        [sys.executable, "-m", "venv", VENV],
        otherwise="The virtual environment could not be made; see the message above.",
    )


def run(command: list[str | Path], *, otherwise: str) -> None:
    """Run a command and end with a sentence when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if subprocess.run(command, env=environment, check=False).returncode:
        sys.exit(otherwise)


if __name__ == "__main__":
    main()
