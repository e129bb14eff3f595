"""Full text search on both databases: FTS5 on SQLite, a tsvector on PostgreSQL.

Everything that differs between the two stands here; what they are asked, and
in which order results come, stands in `queries.searching`.

Ids of search documents grow in the order of arrival, and both databases find
the newest of many hits without reading the others.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.expression import Join
from sqlalchemy.sql.operators import custom_op
from sqlmodel import SQLModel

import inbox_app.models  # noqa: F401 - fills the metadata
from inbox_app.domain.search_words import Term

AnySelect = Select[*tuple[Any, ...]]

_document = SQLModel.metadata.tables["search_document"]
_conversation = SQLModel.metadata.tables["conversation"]
_index = table("search_index", column("rowid", Integer))


class PinnedJoin(Join):
    """A join that SQLite runs from left to right, as CROSS JOIN tells it to.

    Left to itself it may look up each row of the other side in the full text
    index, which takes a thousand times as long.
    """

    inherit_cache = True


@compiles(PinnedJoin, "sqlite")
def _compile_pinned(element: PinnedJoin, compiler: SQLCompiler, **options: Any) -> str:
    options["asfrom"] = True
    # The condition stands right here, so there is no product to warn of.
    options.pop("from_linter", None)
    assert element.onclause is not None
    left, right, condition = (
        # The one way by which SQLAlchemy itself renders the parts of a join.
        part._compiler_dispatch(compiler, **options)  # noqa: SLF001
        for part in (element.left, element.right, element.onclause)
    )
    return f"{left} CROSS JOIN {right} ON {condition}"


def write_match(terms: Sequence[Term], *, is_sqlite: bool) -> str:
    """Write the terms in the database's own query language.

    Tokens are letters and digits alone, so nothing that was typed can be
    syntax.
    """
    if is_sqlite:
        return " AND ".join(
            f'"{" ".join(term.tokens)}"{"*" if term.is_prefix else ""}'
            for term in terms
        )
    return " & ".join(
        "("
        + " <-> ".join(f"'{_fold_like_postgresql(token)}'" for token in term.tokens)
        + (":*" if term.is_prefix else "")
        + ")"
        for term in terms
    )


def all_hits(*, is_sqlite: bool) -> AnySelect:
    """Select the ids of all documents that match; binds `match`."""
    if not is_sqlite:
        return _postgresql_hits([])
    return select(_index.c.rowid.label("id")).where(_matches())


def hits_where(
    conditions: Sequence[ColumnElement[bool]], *, is_sqlite: bool
) -> AnySelect:
    """Select those whose conversation satisfies the conditions; binds `match`.

    SQLite reads all documents of those conversations and all hits, however old
    either are, so there should not be too many of the first.
    """
    if not is_sqlite:
        return _postgresql_hits(conditions)
    joined = PinnedJoin(
        _conversation, _document, _document.c.conversation_id == _conversation.c.id
    )
    return hits_among(
        select(_document.c.id).select_from(joined).where(*conditions), is_sqlite=True
    )


def hits_among(documents: AnySelect, *, is_sqlite: bool) -> AnySelect:
    """Select the ids of those of these documents that match."""
    if not is_sqlite:
        return _postgresql_hits([_document.c.id.in_(documents)])
    allowed = _materialized(documents, "allowed")
    rowid = _index.c.rowid
    return select(rowid.label("id")).where(
        _matches(),
        # The plus keeps FTS5 from being asked for one id after the other.
        hide_from_planner(rowid).in_(select(allowed.c.id)),
        rowid <= select(func.max(allowed.c.id)).scalar_subquery(),
        rowid >= select(func.min(allowed.c.id)).scalar_subquery(),
    )


def newest_hits(hits: AnySelect, limit: int, *, is_newest_first: bool = True) -> CTE:
    """Take the newest hits, or the oldest; later steps see no others."""
    by = hits.selected_columns.id
    ordered = hits.order_by(by.desc() if is_newest_first else by).limit(limit)
    return _materialized(ordered, "hits")


def hide_from_planner(of: ColumnElement[Any]) -> ColumnElement[Any]:
    """Write `+column`: the same value, but no index can be used for it."""
    return UnaryExpression(of, operator=custom_op("+"), type_=of.type)


def _materialized(statement: AnySelect, name: str) -> CTE:
    return statement.cte(name).prefix_with("MATERIALIZED")


def _matches() -> ColumnElement[bool]:
    # The whole index, under its own name, is what MATCH is asked of.
    whole = literal_column("search_index")
    return whole.op("MATCH", is_comparison=True)(bindparam("match"))


def _postgresql_hits(conditions: Sequence[ColumnElement[bool]]) -> AnySelect:
    joined: FromClause = _document
    if conditions:
        joined = _document.join(
            _conversation, _conversation.c.id == _document.c.conversation_id
        )
    vector = literal_column("search_document.search_vector")
    wanted = func.to_tsquery(literal_column("'simple'"), bindparam("match"))
    return (
        select(_document.c.id)
        .select_from(joined)
        .where(vector.op("@@", is_comparison=True)(wanted), *conditions)
    )


def _fold_like_postgresql(token: str) -> str:
    # As `search_fold` in the schema does with the text.
    decomposed = unicodedata.normalize("NFKD", token)
    return "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f").lower()
