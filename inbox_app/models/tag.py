"""Tags, and the conversations that carry them."""

from typing import ClassVar

from sqlmodel import Field, SQLModel


class Tag(SQLModel, table=True):
    """A word the team sorts conversations by."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=60)
    # 0 to 359, the hue of its chip.
    hue: int = 0


class ConversationTag(SQLModel, table=True):
    """A tag on a conversation."""

    __tablename__: ClassVar[str] = "conversation_tag"

    conversation_id: int = Field(
        foreign_key="conversation.id", primary_key=True, ondelete="CASCADE"
    )
    tag_id: int = Field(
        foreign_key="tag.id", primary_key=True, index=True, ondelete="CASCADE"
    )
