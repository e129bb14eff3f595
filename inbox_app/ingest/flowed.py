"""RFC 3676: paragraphs that were wrapped for the way are joined again."""


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines of `format=flowed` text; quote depth keeps them apart."""
    line_break = "\r\n" if "\r\n" in text[:2000] else "\n"
    joined: list[str] = []
    current: list[str] = []
    depth = -1
    for line in text.split(line_break):
        line_depth, content = _split_line(line)
        is_signature = content in {"-- ", "--"}
        if current and (line_depth != depth or is_signature):
            joined.append(_quote(depth, "".join(current)))
            current = []
        depth = line_depth
        if content.endswith(" ") and not is_signature:
            current.append(content[:-1] if delete_space else content)
            continue
        current.append(content)
        joined.append(_quote(depth, "".join(current)))
        current = []
    if current:
        joined.append(_quote(depth, "".join(current)))
    return line_break.join(joined)


def _split_line(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    # A space was stuffed before lines that would have been misread.
    return len(line) - len(content), content.removeprefix(" ")


def _quote(depth: int, text: str) -> str:
    return f"{'>' * depth} {text}".rstrip(" ") if depth else text
