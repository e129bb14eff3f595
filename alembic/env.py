"""How alembic reaches the database and what it compares."""

from typing import Any

from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import inbox_app.models  # noqa: F401 - fills the metadata
from alembic import context
from inbox_app.config import get_settings
from inbox_app.db.engine import make_engine
from inbox_app.models.types import EnumText, UtcDateTime

DERIVED_INDEXES = {"ix_search_document_vector", "ix_conversation_unassigned"}


def is_ours(
    _object: Any, name: str | None, kind: str, _reflected: Any, _other: Any
) -> bool:
    """Leave the full text index to the migration that makes it."""
    return not (
        (kind == "table" and str(name).startswith("search_index"))
        or (kind == "column" and name == "search_vector")
        or (kind == "index" and name in DERIVED_INDEXES)
    )


def render_type(kind: str, value: Any, autogen: Any) -> str | bool:
    """Write our own column types by what they store."""
    if kind == "type" and isinstance(value, EnumText):
        return "sa.String(length=32)"
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, AutoString):
        return f"sa.String(length={value.length})" if value.length else "sa.String()"
    del autogen
    return False


def run() -> None:
    """Run the wanted migrations in one transaction."""
    url = context.config.attributes.get("database_url") or get_settings().database_url
    engine = make_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            include_object=is_ours,
            render_item=render_type,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
