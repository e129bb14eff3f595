"""Measure the program against its targets: `make bench`, or with --quick less.

One run on one machine fills a database, times what people wait for, and prints
each figure beside what the database or a bare loop reaches at the same time.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from benchmarks.browser import run_browser
from benchmarks.bulk import run_bulk
from benchmarks.ingest import run_ingest
from benchmarks.language import make_language
from benchmarks.loading import load_messages, load_team
from benchmarks.reads import run_reads
from benchmarks.report import Report
from benchmarks.tabs import run_tabs
from benchmarks.threads import SEED
from inbox_app.config import Settings
from inbox_app.db.migrate import upgrade_database
from inbox_app.db.unit_of_work import Store

FULL_MESSAGES, QUICK_MESSAGES = 100_000, 10_000
FULL_MAILS, QUICK_MAILS = 6_000, 1_000
PARTS = ("reads", "browser", "tabs", "ingest", "bulk")


def main() -> int:
    """Run all benchmarks; the status tells whether every target was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help=f"with {QUICK_MESSAGES:,} messages"
    )
    parser.add_argument("--rounds", type=int, default=20, help="of each measurement")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    options = parser.parse_args()
    messages = QUICK_MESSAGES if options.quick else FULL_MESSAGES
    mails = QUICK_MAILS if options.quick else FULL_MAILS

    folder = Path(tempfile.mkdtemp(prefix="inbox-bench-"))
    try:
        return _run(folder, messages, mails, rounds=options.rounds, parts=options.only)
    finally:
        shutil.rmtree(folder)


def _run(
    folder: Path, messages: int, mails: int, *, rounds: int, parts: Sequence[str]
) -> int:
    language = make_language(SEED)
    full, empty = _open(folder / "full"), _open(folder / "empty")
    start = time.perf_counter()
    load_team(full)
    load_team(empty)
    load_messages(full, language, messages)
    print(f"{messages:,} messages loaded in {time.perf_counter() - start:.0f} s")
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"load of the machine: {busy:.1f} a core (over 1: others disturb)\n")
    report = Report()
    report.start()
    if "reads" in parts:
        run_reads(full, language, report, rounds=rounds)
    if "browser" in parts:
        run_browser(report, full, rounds=rounds)
    if "tabs" in parts:
        run_tabs(report, full, rounds=rounds)
    if "ingest" in parts:
        run_ingest(report, empty, full, language, count=mails)
    if "bulk" in parts:
        run_bulk(report, full)
    full.close()
    empty.close()
    if report.failures:
        print(f"\n{len(report.failures)} targets missed: {', '.join(report.failures)}")
    return 1 if report.failures else 0


def _open(folder: Path) -> Store:
    folder.mkdir()
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder,
        database_url="",
        secret_key=SecretStr("a key for benchmarks alone"),
    )
    upgrade_database(settings)
    return Store(settings)


if __name__ == "__main__":
    sys.exit(main())
