"""Notices and the way back that some of them offer."""

from typing import Any

import pytest

from inbox_app.domain import errors
from inbox_app.domain.errors import ConversationNotFoundError, InboxError
from inbox_app.i18n import require_text
from inbox_app.state.toasts import KEPT_NOTICES, Notice, ToastState, error_key


def a_notice(key: str = "common.saved") -> Notice:
    return Notice(
        seq=0, tone="ok", key=key, values={}, action_id="", action_key="", seconds=6
    )


async def test_the_button_of_a_notice_works_once() -> None:
    toasts = ToastState()
    undo: Any = ToastState.say_failure()
    toasts._add(a_notice(), undo)
    action_id = toasts.notices[0]["action_id"]

    assert await toasts.run_action(action_id) is undo
    assert await toasts.run_action(action_id) is None


async def test_nobody_can_run_what_no_notice_offers() -> None:
    toasts = ToastState()
    toasts._add(a_notice(), None)

    assert await toasts.run_action("") is None
    assert await toasts.run_action("1") is None


def test_the_numbers_only_grow_and_old_notices_go() -> None:
    toasts = ToastState()

    for _ in range(KEPT_NOTICES + 3):
        toasts._add(a_notice(), None)

    numbers = [notice["seq"] for notice in toasts.notices]
    assert len(numbers) == KEPT_NOTICES
    assert numbers == sorted(set(numbers))


def all_errors(kind: type[InboxError] = InboxError) -> list[type[InboxError]]:
    found = [kind]
    for child in kind.__subclasses__():
        found += all_errors(child)
    return found


@pytest.mark.parametrize(
    "kind",
    [kind for kind in all_errors() if kind.__module__ == errors.__name__],
    ids=lambda kind: kind.code,
)
def test_every_refusal_has_its_sentence(kind: type[InboxError]) -> None:
    require_text(f"error.{kind.code}")


def test_a_refusal_is_said_by_its_code() -> None:
    assert error_key(ConversationNotFoundError()) == "error.conversation_not_found"


class UnheardOfError(InboxError):
    """A refusal without a sentence."""

    code = "unheard_of"


def test_a_refusal_without_a_sentence_is_still_said() -> None:
    assert error_key(UnheardOfError()) == "error.unknown"
