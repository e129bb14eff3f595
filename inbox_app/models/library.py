"""What is inserted into a reply: snippets, articles and documents."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from inbox_app.domain.enums import ArticleState
from inbox_app.models.types import EnumText, UtcDateTime


class Snippet(SQLModel, table=True):
    """A short text used again and again, with fields such as `{{contact.name}}`."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    # Typed after `#`; lower case letters, digits and hyphens.
    shortcut: str = Field(unique=True, max_length=40)
    html: str = ""
    updated_at: datetime = Field(sa_type=UtcDateTime)


class Article(SQLModel, table=True):
    """A page of the knowledge base; once published it is read at `/help/{slug}`."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=120)
    title: str = Field(max_length=200)
    language: str = Field(default="", max_length=5)
    html: str = ""
    # What search looks through: title and text, folded.
    text: str = ""
    state: ArticleState = Field(
        default=ArticleState.DRAFT, sa_type=EnumText(ArticleState)
    )
    author_id: int | None = Field(
        default=None, foreign_key="agent.id", ondelete="SET NULL"
    )
    updated_at: datetime = Field(sa_type=UtcDateTime)


class LibraryDocument(SQLModel, table=True):
    """A file of the shared library; its bytes lie in the blob store."""

    __tablename__: ClassVar[str] = "library_document"

    id: int | None = Field(default=None, primary_key=True)
    filename: str = Field(max_length=255)
    content_type: str = Field(max_length=150)
    size: int
    blob_key: str = Field(max_length=100, index=True)
    agent_id: int | None = Field(
        default=None, foreign_key="agent.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(sa_type=UtcDateTime)
