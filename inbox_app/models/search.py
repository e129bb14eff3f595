"""The text that search looks through, one document per item."""

from typing import ClassVar

from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel


class SearchDocument(SQLModel, table=True):
    """A message or comment as search sees it.

    Its id means time: later items have higher ids in whatever order they
    arrive, so that walking the ids downwards is newest first. The full text
    index (FTS5 on SQLite, a tsvector on PostgreSQL) is kept from this table by
    triggers.
    """

    __tablename__: ClassVar[str] = "search_document"

    id: int = Field(
        sa_column=Column(
            # SQLite's INTEGER has 64 bits, and only under that name it is the rowid.
            BigInteger().with_variant(Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        )
    )
    conversation_id: int = Field(
        foreign_key="conversation.id", index=True, ondelete="CASCADE"
    )
    message_id: int | None = Field(default=None, index=True)
    comment_id: int | None = Field(default=None, index=True)
    subject: str = ""
    body: str = ""
    people: str = ""
    files: str = ""
