"""Keep what people write, and their cookies, out of the logs.

Reflex logs a whole event when it cannot handle it: the text of a reply, or the
headers of the connection. Those records are cut before any handler sees them.
"""

import logging
import re

_FROM_HERE_ON = re.compile(
    r"(?P<kept>Event data:|event data:|Error processing event queue entry for"
    r"|Error transforming event payload for handler [\w.<>]+:"
    r"|Failed to deserialize|Error transforming event argument"
    r"|No registered handler found for event:).*",
    re.DOTALL,
)
_LOGGERS = ("reflex", "reflex_base", "socketio", "engineio", "asyncio")
# Errors whose own text is the event they could not read.
_QUOTING_ERRORS = frozenset({"EventDeserializationError"})
_CUT = "[contents left out]"


def cut_contents(text: str) -> str:
    """Return a log line without the event that it quotes."""
    return _FROM_HERE_ON.sub(rf"\g<kept> {_CUT}", text)


def keep_contents_out_of_logs() -> None:
    """Cut the records of the framework from now on; calling it twice is harmless."""
    make_record = logging.getLogRecordFactory()
    if getattr(make_record, "cuts_contents", False):
        return

    def make_private_record(*args: object, **kwargs: object) -> logging.LogRecord:
        record = make_record(*args, **kwargs)
        if record.name.split(".")[0] in _LOGGERS:
            _cut_record(record)
        return record

    make_private_record.cuts_contents = True  # pyright: ignore[reportFunctionMemberAccess] - marks that it is installed
    logging.setLogRecordFactory(make_private_record)


def _cut_record(record: logging.LogRecord) -> None:
    text = record.getMessage()
    cut = cut_contents(text)
    raised = record.exc_info[1] if record.exc_info else None
    quotes_event = type(raised).__name__ in _QUOTING_ERRORS
    if cut != text or quotes_event:
        record.msg, record.args = cut, ()
        # The exception's own text would repeat the event.
        record.exc_info = None
