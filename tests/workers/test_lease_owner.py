"""Who is known to have ended, and who may still be there."""

import subprocess
import sys
from pathlib import Path

from inbox_app.db.unit_of_work import Store
from inbox_app.services.channels import take_lease
from inbox_app.workers.lease_owner import is_gone, new_owner
from tests.builders.workspace import Workspace

ROOT = Path(__file__).parents[2]


def an_ended_owner() -> str:
    """The name that a process gave itself which is no more."""
    program = "from inbox_app.workers.lease_owner import new_owner; print(new_owner())"
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_an_ended_process_is_gone_and_ones_own_is_not() -> None:
    node, number, start, _ = new_owner().split("/")

    assert is_gone(an_ended_owner())
    assert not is_gone(new_owner())
    # A container that was started anew has the same name and number.
    assert is_gone(f"{node}/{number}/{start[::-1]}x/1")


def test_of_another_machine_nothing_is_known() -> None:
    _, rest = an_ended_owner().split("/", 1)

    for owner in (f"elsewhere/{rest}", "elsewhere", ""):
        assert not is_gone(owner)


def test_an_owners_name_fits_into_its_column() -> None:
    assert len(new_owner()) <= 64


def test_the_lease_of_a_killed_process_is_free_at_once(
    workspace: Workspace, store: Store
) -> None:
    with store.write() as uow:
        assert take_lease(uow, workspace.channel_id, an_ended_owner())
    with store.write() as uow:
        assert not take_lease(uow, workspace.channel_id, new_owner())

    with store.write() as uow:
        assert take_lease(uow, workspace.channel_id, new_owner(), is_gone=is_gone)
    with store.write() as uow:
        assert not take_lease(uow, workspace.channel_id, new_owner(), is_gone=is_gone)
