"""What the items of a timeline can ask for; the root of the region says how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Action = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class TimelineActions:
    """Events by name, each taking what it is about."""

    show_file: Action
    explain: Action
    undo: Action
    undo_job: Action
    split: Action
    forward: Action
    undo_send: Action
    retry_send: Action
    edit_failed: Action
    discard_failed: Action
    send_now: Action
    reschedule: Action
    edit_comment: Action
    delete_comment: Action
