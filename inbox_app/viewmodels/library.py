"""What is kept to be inserted into replies."""

from typing import TypedDict


class SnippetView(TypedDict):
    """A snippet to be changed."""

    id: int
    name: str
    shortcut: str
    html: str


class Insertable(TypedDict):
    """Something that the insert menu or the `#` of the editor offers."""

    # "snippet:3", "article-link:4", "article-text:4", "document:5", "meeting:0".
    key: str
    id: int
    kind: str
    label: str
    hint: str
    is_draft: bool
