"""What the framework logs about an event it cannot handle."""

import logging

import pytest

from inbox_app.state.log_privacy import keep_contents_out_of_logs

SECRET = "Dear customer, your code is 4711"


@pytest.fixture(autouse=True)
def _restored_factory() -> object:
    previous = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(previous)


@pytest.mark.parametrize(
    "message",
    [
        "Error processing event queue entry for Event(name='x', payload={'t': '%s'})",
        "Received event from session 1 with no associated token. Event data: %s",
        "Error transforming event payload for handler State.send: Error %s",
        "Task raised: Failed to deserialize event data: {'text': '%s'}",
    ],
)
def test_the_text_of_an_event_stays_out_of_the_log(
    caplog: pytest.LogCaptureFixture, message: str
) -> None:
    keep_contents_out_of_logs()

    logging.getLogger("reflex_base.event").error(
        message.replace("%s", SECRET), exc_info=KeyError(SECRET)
    )

    assert SECRET not in caplog.text
    assert "contents left out" in caplog.text


def test_other_records_are_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    keep_contents_out_of_logs()
    keep_contents_out_of_logs()

    logging.getLogger("inbox_app.workers").error("Event data: %s", "kept")

    assert "Event data: kept" in caplog.text
