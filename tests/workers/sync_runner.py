"""Reads the mailboxes of a workspace until it is killed: `sync_runner FOLDER URL`.

As the served program does, without the pages; the test that starts it kills it
at any moment.
"""

import asyncio
import sys
from pathlib import Path

from inbox_app.db.unit_of_work import Store
from inbox_app.workers.supervisor import MailboxSupervisor
from tests.databases import make_settings


async def main() -> None:
    """Run until the end of the process."""
    store = Store(make_settings(Path(sys.argv[1]), sys.argv[2]))
    await MailboxSupervisor(store).run()


if __name__ == "__main__":
    asyncio.run(main())
