"""Telling what somebody wrote from what they quoted and how they signed."""

from inbox_app.domain.quoting.lines import QUOTE_MARK, LineKind, mark_lines
from inbox_app.domain.quoting.reply import extract_reply, strip_marks

__all__ = ["QUOTE_MARK", "LineKind", "extract_reply", "mark_lines", "strip_marks"]
