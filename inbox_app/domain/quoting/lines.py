"""Which lines of a mail are its writer's, which are quoted, which sign it."""

from enum import Enum

from inbox_app.domain.quoting import phrases

# A line of its own that a converter from HTML leaves where a mail program
# marked the start of what it quotes in a way that no reader sees.
QUOTE_MARK = "\x00quote"

_MAX_ATTRIBUTION_LINES = 5
_MAX_LINE = 500
_MAX_MARK_LINE = 150
# Past these nobody looks for a quote: the rest goes with the line before it.
_MAX_LINES = 10_000
# Each costs many searches; a long thread has some hundred quotes.
_MAX_ATTRIBUTIONS = 1000


class LineKind(Enum):
    """Whose a line is."""

    REPLY = "reply"
    QUOTE = "quote"
    SIGNATURE = "signature"


def mark_lines(lines: list[str]) -> list[LineKind]:
    """Give each line its kind.

    What follows a header block or an attribution without `>` is quoted to the
    end; among lines that carry `>`, what carries none was typed in between.
    """
    rest = len(lines) - _MAX_LINES
    if rest > 0:
        kinds = mark_lines(lines[:_MAX_LINES])
        return kinds + [kinds[-1]] * rest
    kinds = [LineKind.REPLY] * len(lines)
    index = 0
    tested = 0
    while index < len(lines):
        line = lines[index]
        tested += _may_attribute(line)
        if is_quoted(line):
            kinds[index] = LineKind.QUOTE
            is_first = index > 0 and kinds[index - 1] is LineKind.REPLY
            tested += is_first
            if is_first and tested <= _MAX_ATTRIBUTIONS:
                _mark_attribution(lines, kinds, index)
            index += 1
            continue
        start = None
        if _may_open_tail(line) and (
            tested <= _MAX_ATTRIBUTIONS or not _may_attribute(line)
        ):
            start = _find_tail(lines, index)
        if start is None:
            index += 1
            continue
        following = _next_text(lines, index + 1)
        opener = index
        if following is not None and is_quoted(lines[following]):
            # The quote that it announces has its own marks.
            kinds[start : opener + 1] = [LineKind.QUOTE] * (opener + 1 - start)
            index += 1
            continue
        kinds[start:] = [LineKind.QUOTE] * (len(lines) - start)
        break
    _mark_signatures(lines, kinds)
    return kinds


def is_quoted(line: str) -> bool:
    """Return whether a line carries a quote mark."""
    head = line[:4].lstrip()
    if not head.startswith(">") or line.startswith(">>>>>>> "):
        return False
    return phrases.WRAPPED_WROTE.match(line[:100]) is None


def _may_open_tail(line: str) -> bool:
    return bool(line) and len(line) < _MAX_LINE and not line.isspace()


def _may_attribute(line: str) -> bool:
    """Return whether a line is one of those that are slow to tell."""
    return ":" in line or "：" in line or line.lstrip().startswith("-")


def _next_text(lines: list[str], start: int) -> int | None:
    for index in range(start, min(start + 6, len(lines))):
        if lines[index].strip():
            return index
    return None


def _find_tail(lines: list[str], index: int) -> int | None:
    """Return where the quote begins whose opening ends on this line."""
    line = lines[index]
    if line == QUOTE_MARK:
        return index
    if len(line) <= _MAX_MARK_LINE and _is_mark(line.strip()):
        return index
    if (":" in line or "：" in line) and _opens_header_block(lines, index):
        return _with_rule_above(lines, index)
    return _find_attribution(lines, index, is_quote_next=False)


def _is_mark(line: str) -> bool:
    return bool(
        phrases.ORIGINAL_MESSAGE.match(line)
        or phrases.FORWARDED_MESSAGE.match(line)
        or phrases.REPLY_ABOVE.fullmatch(line)
    )


def _opens_header_block(lines: list[str], index: int) -> bool:
    first = _label_kinds(lines[index])
    if not first & {"from", "sent"}:
        return False
    found = set(first)
    labelled = [lines[index]]
    for line in lines[index + 1 : index + 9]:
        more = _label_kinds(line) if len(line) < _MAX_LINE else set()
        if more:
            labelled.append(line)
            found |= more
    if len(labelled) >= 3 and "from" in found:
        return len(found & {"sent", "to", "subject"}) >= 2
    # Some programs name only when and to whom.
    both = " ".join(labelled[:2])
    return (
        "sent" in found
        and len(found) >= 2
        and len(labelled) >= 2
        and phrases.DATE.search(both) is not None
        and _has_address(both)
    )


def _label_kinds(line: str) -> set[str]:
    if not phrases.ANY_LABEL.match(line):
        return set()
    return {kind for kind, label in phrases.LABEL_KINDS.items() if label.match(line)}


def _with_rule_above(lines: list[str], index: int) -> int:
    """Take the rule that Outlook draws above its header block with it."""
    above = index - 1
    while above >= 0 and index - above <= 3 and not lines[above].strip():
        above -= 1
    if above >= 0 and lines[above].strip() and not lines[above].strip(" _-=*\t—─"):
        return above
    return index


def _mark_attribution(lines: list[str], kinds: list[LineKind], index: int) -> None:
    """Mark the line above a quote that says whose words follow."""
    above = index - 1
    while above >= 0 and index - above <= 3 and not lines[above].strip():
        above -= 1
    if above < 0 or kinds[above] is not LineKind.REPLY or len(lines[above]) > _MAX_LINE:
        return
    start = _find_attribution(lines, above, is_quote_next=True)
    if start is not None:
        kinds[start:index] = [LineKind.QUOTE] * (index - start)


def _find_attribution(
    lines: list[str], last: int, *, is_quote_next: bool
) -> int | None:
    """Return where the attribution starts that ends on this line, if one does."""
    ending = lines[last].rstrip(" *_\t>")
    if not is_quote_next and not ending.endswith((":", "：")):
        # Zoho rules it off: "---- On Wed, 24 Feb 2021 ann@example.com wrote ----"
        return last if _is_ruled_off(ending) else None
    may_skip_blanks = phrases.WRAPPED_WROTE.match(lines[last][:100]) is not None
    fallback = None
    joined = ""
    for start in range(last, max(last - _MAX_ATTRIBUTION_LINES, -1), -1):
        line = lines[start].strip()
        if (not line and not may_skip_blanks) or is_quoted(lines[start]):
            break
        joined = f"{line} {joined}".strip()
        if len(joined) > _MAX_LINE:
            break
        if not line or not _attributes(joined, is_quote_next=is_quote_next):
            continue
        if phrases.WORD_START.match(line) and phrases.DATE.search(joined):
            return start
        if fallback is None or phrases.STARTS.match(line):
            fallback = start
    return fallback


def _is_ruled_off(text: str) -> bool:
    return (
        text.startswith("-")
        and phrases.WROTE.search(text) is not None
        and _attributes(text, is_quote_next=False)
    )


def _attributes(text: str, *, is_quote_next: bool) -> bool:
    """Return whether a sentence says who wrote, and when or from where."""
    dated = phrases.DATED_SENDER.match(text)
    if dated and (dated["colon"] or is_quote_next):
        return True
    ending = text.rstrip(" *_\t")
    if ending.endswith("-") and not text.startswith("-"):
        return False
    has_verb = phrases.WROTE.search(text) is not None
    has_date = phrases.DATE.search(text) is not None
    has_address = _has_address(text)
    if is_quote_next:
        ends_well = ending.endswith((":", "：", "-", ",", "..."))
        return ends_well and (has_verb or (has_date and has_address))
    if len(text) > _MAX_LINE:
        return False
    if not has_verb:
        # Some programs name only a time and an address in angle brackets.
        return (
            has_date
            and ending.endswith((">:", ">："))
            and phrases.STARTS.match(text) is not None
        )
    return has_address or (has_date and phrases.STARTS.match(text) is not None)


def _has_address(text: str) -> bool:
    # The search is slow where there is nothing to find.
    return ("@" in text or "mailto:" in text.lower()) and (
        phrases.ADDRESS.search(text) is not None
    )


def _mark_signatures(lines: list[str], kinds: list[LineKind]) -> None:
    start = 0
    while start < len(lines):
        if kinds[start] is not LineKind.REPLY:
            start += 1
            continue
        end = start
        while end < len(lines) and kinds[end] is LineKind.REPLY:
            end += 1
        signed = _find_signature(lines, start, end)
        kinds[signed:end] = [LineKind.SIGNATURE] * (end - signed)
        start = end


def _find_signature(lines: list[str], start: int, end: int) -> int:
    """Return where the signature of a run of lines begins, or its end."""
    cut = end
    for index in range(max(start, end - 60), end):
        line = lines[index]
        is_rule = line.rstrip() == "---" and end - index <= 6
        if (
            is_rule
            or line == "-- "
            or (line.rstrip() in {"--", "—"} and end - index < 25)
        ):
            cut = index
            break
        if (
            line.startswith("_____")
            and not line.strip("_ ")
            and _is_footer(lines, index, end)
        ):
            cut = index
            break
    cut = _before_device_line(lines, start, cut)
    return _before_closing(lines, start, cut)


def _is_footer(lines: list[str], index: int, end: int) -> bool:
    rest = " ".join(lines[index + 1 : min(index + 6, end)]).lower()
    return end - index < 15 and ("list" in rest or "http" in rest)


def _text_indexes(lines: list[str], start: int, end: int, *, most: int) -> list[int]:
    """Return the last lines with text in them, in order."""
    found: list[int] = []
    for index in range(end - 1, start - 1, -1):
        if lines[index].strip():
            found.append(index)
            if len(found) == most:
                break
    return found[::-1]


def _before_device_line(lines: list[str], start: int, end: int) -> int:
    for index in _text_indexes(lines, start, end, most=4):
        line = lines[index]
        if len(line) < 200 and phrases.SENT_FROM.match(line):
            return index
    return end


def _before_closing(lines: list[str], start: int, end: int) -> int:
    last = _text_indexes(lines, start, end, most=12)
    # A run that begins with its closing has nothing else to say: keep it.
    if len(last) < 12:
        last = last[1:]
    for position, index in enumerate(last):
        line = lines[index]
        if len(line) > 60:
            continue
        after = last[position + 1 :]
        is_closing = phrases.CLOSING.fullmatch(line) is not None
        is_thanks = phrases.THANKS.fullmatch(line) is not None and 0 < len(after) <= 8
        if (is_closing or is_thanks) and all(_signs(lines[i]) for i in after):
            return index
    if last and phrases.SIGNED_NAME.fullmatch(lines[last[-1]]):
        return last[-1]
    return end


def _signs(line: str) -> bool:
    text = line.strip()
    return len(text) <= 120 and not text.endswith("?")
