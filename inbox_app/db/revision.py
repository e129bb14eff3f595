"""Whether the database has the newest schema, told without loading Alembic.

Alembic is a third of a second and some megabytes in every start, and nearly every
start has nothing to migrate.
"""

import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from inbox_app.db.engine import make_engine

_MIGRATIONS = Path(__file__).resolve().parents[2] / "alembic" / "versions"
_REVISION = re.compile(r'^revision(?:: [^=]+)? = "([^"]+)"', re.MULTILINE)
_PARENT = re.compile(r'^down_revision(?:: [^=]+)? = "([^"]+)"', re.MULTILINE)


def is_newest(database_url: str) -> bool:
    """Tell whether every migration has been applied; False when in doubt."""
    engine = make_engine(database_url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT version_num FROM alembic_version"))
            return {row[0] for row in rows} == newest_revisions()
    except SQLAlchemyError:
        # No table, no database: for the migration to make, or to complain about.
        return False
    finally:
        engine.dispose()


def newest_revisions() -> set[str]:
    """Return the revisions that no other one follows."""
    texts = [path.read_text() for path in _MIGRATIONS.glob("*.py")]
    revisions = {name for text in texts for name in _REVISION.findall(text)}
    return revisions - {name for text in texts for name in _PARENT.findall(text)}
