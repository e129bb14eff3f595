"""What the editor of a reply shows besides the text."""

from typing import TypedDict


class SendCaution(TypedDict):
    """A reason to ask before a reply leaves."""

    # The catalogue key is "guard.<kind>", filled with `name`.
    kind: str
    name: str
