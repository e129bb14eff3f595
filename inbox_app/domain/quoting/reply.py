"""The newest reply of a mail, without what it quotes and how it is signed."""

import re

from inbox_app.domain.quoting.lines import QUOTE_MARK, LineKind, mark_lines

_BLANK_RUN = re.compile(r"\n{3,}")


def extract_reply(text: str) -> str:
    """Return what the writer of a mail added to the conversation.

    Never empty when there is any text: a mail that is all quote or all
    signature says something by that, and comes back whole.
    """
    lines = _split(text)
    kinds = mark_lines(lines)
    return _join(lines, kinds, {LineKind.REPLY}) or _join(lines, kinds, set(LineKind))


def strip_marks(text: str) -> str:
    """Take out the marks that a converter left for `extract_reply`."""
    if QUOTE_MARK not in text:
        return text
    return "\n".join(line for line in text.split("\n") if line != QUOTE_MARK)


def _split(text: str) -> list[str]:
    return (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    )


def _join(lines: list[str], kinds: list[LineKind], wanted: set[LineKind]) -> str:
    kept: list[str] = []
    previous = LineKind.REPLY
    for line, kind in zip(lines, kinds, strict=True):
        if kind in wanted and line != QUOTE_MARK:
            if previous not in wanted and kept and kept[-1].strip():
                # What was typed around a quote are two paragraphs.
                kept.append("")
            kept.append(line.rstrip())
        previous = kind
    return _BLANK_RUN.sub("\n\n", "\n".join(kept)).strip()
