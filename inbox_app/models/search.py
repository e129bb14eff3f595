"""The text that search looks through, one document per item."""

from typing import ClassVar

from sqlmodel import Field, SQLModel


class SearchDocument(SQLModel, table=True):
    """A message or comment as search sees it; its id is the order of arrival.

    The full text index (FTS5 on SQLite, a tsvector on PostgreSQL) is kept from
    this table by triggers.
    """

    __tablename__: ClassVar[str] = "search_document"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )
    message_id: int | None = Field(default=None, index=True)
    comment_id: int | None = Field(default=None, index=True)
    subject: str = ""
    body: str = ""
    people: str = ""
    files: str = ""
