"""The people outside and the addresses they are reached at."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from inbox_app.models.types import UtcDateTime


class Contact(SQLModel, table=True):
    """An outside person or organisation that writes to the team."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="", max_length=300)
    language: str = Field(default="", max_length=5)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Handle(SQLModel, table=True):
    """One address of a contact, normalised, so that the same person is found again."""

    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True, ondelete="CASCADE")
    kind: str = Field(default="email", max_length=20)
    value: str = Field(max_length=320)
