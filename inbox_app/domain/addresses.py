"""Mail addresses and subjects: reading, comparing, and the reply token."""

import re
from collections.abc import Iterator
from functools import lru_cache

from inbox_app.domain.envelope import Address

_MAX_ADDRESSES = 5000
_LONGEST_DOMAIN = 253
_MAX_COMMENT_TOKENS = 500
# What is longer is cut: a name is a few words, and this may be hostile.
_LONGEST_NAME = 2000
# An escaped quote mark opens no string: a row of them would be read to the end of
# the header once for each.
_TOKEN = re.compile(
    r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=|\"(?:[^\"\\]|\\.)*\"|[()<>,;:\"]"
    r"|(?:[^()<>,;:\"=\\]+|\\\"?)+|=",
    re.DOTALL,
)
_LOCAL_NAME = re.compile(r"[\w.+-]+", re.ASCII)
_BARE_ADDRESS = re.compile(
    r"(?<![^\s<>()\[\],;:\"'])[^\s<>()\[\],;:\"']{1,320}"
    r"@(?:[^\s<>()\[\],;:\"']{1,320}|\[[^\]\s]{1,60}\])"
)
_SPACES = re.compile(r"\s+")
_REPLY_PREFIX = re.compile(
    r"\s*(?:re|fwd?|aw|wg|tr|rif|r|i|sv|vs|vb|vl|antw|antwort|odp|pd|res|enc|rv|"
    r"ynt|ilt|ref|réf|rép|rép|fyi|betr|doorst|továbbítás|válasz|atb|nl|bls|trs|"
    r"תגובה|הועבר|رد|إعادة توجيه|απ|πρθ|σχετ|ответ|отв|на|пересл|"
    r"回复|回覆|答复|转发|轉寄|轉發|答覆|返信|転送|回信|회신|전달)"
    r"\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4}|\*\d{1,4})?\s*[:：]\s*",
    re.IGNORECASE,
)
_LIST_TAG = re.compile(r"\s*\[[^\]]{1,60}\]\s*")


class _Entry:
    """One mailbox while its tokens come in."""

    def __init__(self) -> None:
        self.phrase: list[str] = []
        self.comments: list[str] = []
        self.angles: list[str] = []

    def is_empty(self) -> bool:
        return not (self.angles or self.comments or "".join(self.phrase).strip())

    def finish(self) -> Address | None:
        phrase = _SPACES.sub(" ", "".join(self.phrase)).strip()
        comment = " ".join(self.comments).strip()
        angles = [angle for angle in map(_clean_address, self.angles) if angle]
        if angles:
            address = next((a for a in reversed(angles) if "@" in a), angles[-1])
            return Address(_clean_name(phrase or comment), address)
        if self.angles:
            if "@" in phrase:
                return _without_angle(phrase, comment)
            name = _clean_name(phrase or comment)
            return Address(name, "") if name else None
        return _without_angle(phrase, comment)


def _without_angle(phrase: str, comment: str) -> Address | None:
    if match := _find_bare_address(phrase):
        start, end, found = match
        rest = f"{phrase[:start]} {phrase[end:]}".strip()
        return Address(_clean_name(rest or comment), _clean_address(found))
    if _LOCAL_NAME.fullmatch(phrase):
        return Address(_clean_name(comment), _clean_address(phrase))
    if match := _find_bare_address(comment):
        return Address(_clean_name(phrase), _clean_address(match[2]))
    name = _clean_name(phrase or comment)
    return Address(name, "") if name else None


def _find_bare_address(phrase: str) -> tuple[int, int, str] | None:
    if "@" not in phrase:
        return None
    # "john doe"@example.com is one address, quotes and all.
    if match := re.search(r"\"(?:[^\"\\]|\\.){1,200}\"@[^\s<>()\",;:]+", phrase):
        return match.start(), match.end(), match[0]
    matches = list(_BARE_ADDRESS.finditer(phrase))
    if not matches:
        return None
    return matches[-1].start(), matches[-1].end(), matches[-1][0]


def _clean_address(text: str) -> str:
    address = _SPACES.sub("", text) if '"' not in text else text.strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if address.startswith("@") and ":" in address:
        # A source route names the hosts to pass by; nobody routes so any more.
        address = address.rpartition(":")[2]
    address = address.strip("<>,;").strip("'‘’“”`")
    if address.startswith('"') and address.endswith('"') and '"@' not in address:
        address = address.strip('"')
    return address.rstrip(".") if "@" in address else address


def _clean_name(text: str) -> str:
    name = _SPACES.sub(" ", text[:_LONGEST_NAME]).strip()
    if name.startswith('"') and name.endswith('"') and len(name) > 1:
        name = name[1:-1]
    name = name.replace('\\"', '"').replace("\\\\", "\\").strip()
    if name.count('"') % 2:
        name = name.strip('"').strip()
    while len(name) > 1 and name[0] in "'\"" and name[-1] == name[0]:
        name = name[1:-1].strip()
    return "" if name in {'"', "'", "<", ">"} else name


def parse_addresses(text: str) -> tuple[Address, ...]:
    """Read the mailboxes of an address header, in order; never raises.

    Groups are opened, comments become names, and what is no address at all
    but was written where one belongs comes out as a name. Encoded words pass
    through: decode the names, not the header, or a comma in a name splits it.
    """
    found: list[Address] = []
    entry = _Entry()
    for token in _grouped_tokens(text):
        if token in {",", ";"}:
            _close(entry, found)
            entry = _Entry()
        elif token == ":" and _opens_group(entry):
            entry = _Entry()
        elif token.startswith("("):
            entry.comments.append(token[1:-1].strip())
        elif token.startswith("<"):
            entry.angles.append(token[1:])
        else:
            entry.phrase.append(token)
        if len(found) >= _MAX_ADDRESSES:
            return tuple(found)
    _close(entry, found)
    return tuple(found)


def _close(entry: _Entry, found: list[Address]) -> None:
    if entry.is_empty():
        return
    address = entry.finish()
    if address is not None:
        found.append(address)


def _opens_group(entry: _Entry) -> bool:
    phrase = "".join(entry.phrase)
    return not entry.angles and "@" not in phrase and phrase.strip().lower() != "mailto"


def _grouped_tokens(text: str) -> Iterator[str]:
    """Yield quoted strings, (comments), <angles, separators and plain text."""
    tokens = [match[0] for match in _TOKEN.finditer(text)]
    index = 0
    closings = _match_brackets(tokens)
    while index < len(tokens):
        token = tokens[index]
        if index in closings:
            first, own = closings[index]
            if own - index <= _MAX_COMMENT_TOKENS:
                yield f"({''.join(tokens[index + 1 : own])})"
                index = own + 1
            elif first - index <= _MAX_COMMENT_TOKENS:
                # One that is never closed ends at the first `)`.
                inner = "".join(tokens[index + 1 : first])
                yield f"({inner.replace('(', '')})"
                index = first + 1
            else:
                index += 1
        elif token == "<":
            index, inner = _take_angle(tokens, index)
            yield f"<{inner}"
        elif token in {"(", ")", ">"}:
            index += 1
        else:
            index += 1
            yield token


def _match_brackets(tokens: list[str]) -> dict[int, tuple[int, int]]:
    """Find for each `(` the first `)` after it, and its own, nested ones skipped.

    What has no own gets a place that is too far away; what has none after it at
    all opens nothing and is left out.
    """
    found: dict[int, tuple[int, int]] = {}
    open_: list[int] = []
    # Those that have not met any `)` yet.
    fresh: list[int] = []
    for position, token in enumerate(tokens):
        if token == "(":
            open_.append(position)
            fresh.append(position)
        elif token == ")":
            for one in fresh:
                found[one] = (position, len(tokens) + one + _MAX_COMMENT_TOKENS)
            fresh.clear()
            if open_:
                one = open_.pop()
                found[one] = (found[one][0], position)
    return found


def _take_angle(tokens: list[str], index: int) -> tuple[int, str]:
    inner: list[str] = []
    is_complete = False
    for position in range(index + 1, len(tokens)):
        token = tokens[position]
        if token == ">":
            return position + 1, "".join(inner)
        # A separator after an address: the closing bracket is missing.
        if token == "<" or (token in {",", ";"} and is_complete):
            return position, "".join(inner)
        is_complete = is_complete or ("@" in token and not token.startswith("@"))
        inner.append(token)
    return len(tokens), "".join(inner)


@lru_cache(maxsize=4096)
def normalise_address(address: str) -> str:
    """Return the form in which two spellings of one address are equal.

    Case is folded in both halves, although the standard allows a host to tell
    cases apart in the left one: none does. International domains become ASCII.
    """
    text = address.strip().strip("<>").strip()
    local, at, domain = text.rpartition("@")
    if not at:
        return text.casefold()
    return f"{local.casefold()}@{_normalise_domain(domain)}"


def _normalise_domain(domain: str) -> str:
    domain = domain.strip().rstrip(".").lower()
    if domain.isascii() or len(domain) > _LONGEST_DOMAIN:
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.casefold()


def split_token(address: str) -> tuple[str, str]:
    """Split `local+token@domain` into `local@domain` and the token, or ''."""
    local, at, domain = address.rpartition("@")
    base, plus, token = local.partition("+")
    if not (at and plus and base):
        return address, ""
    return f"{base}@{domain}", token


def normalise_subject(subject: str) -> str:
    """Strip reply and forward marks, so that a thread's subjects are equal.

    >>> normalise_subject("Re[2]: AW: 回复： Order 12")
    'order 12'
    """
    text = _SPACES.sub(" ", subject).strip()
    # A list puts its tag before the mark or after it: [tag] Re: x
    tag = _LIST_TAG.match(text)
    start = tag.end() if tag else 0
    if not _REPLY_PREFIX.match(text, start):
        start = 0
    end = start
    for _ in range(20):
        mark = _REPLY_PREFIX.match(text, end)
        if mark is None:
            break
        end = mark.end()
    return _SPACES.sub(" ", text[:start] + text[end:]).strip().casefold()


_ADDRESS = re.compile(
    r"[^\s@<>(),;:\"\\\x00-\x1f]{1,64}@[^\s@<>(),;:\"\\\x00-\x1f]{1,253}"
)


def is_address(text: str) -> bool:
    """Tell whether this can be written to: one `@`, no spaces, a sensible domain."""
    if not _ADDRESS.fullmatch(text):
        return False
    labels = text.rpartition("@")[2].split(".")
    return all(label and not label.startswith("-") for label in labels)
