"""What the database derives by itself: counters and the full text index.

Triggers keep both, so that no writer can forget them. `conversation_count`
holds one row a combination of inbox, folder, channel kind, assignee and
snoozed; the index holds one row a search document.
"""

from sqlalchemy import Connection

_COUNT_KEYS = "inbox_id, folder, channel_kind, assignee_id, is_snoozed"
_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~’‘“”«»–—…·"
_WATCHED = (
    "inbox_id",
    "folder",
    "channel_kind",
    "assignee_id",
    "snoozed_until",
)


def create_derived(connection: Connection) -> None:
    """Make the triggers and the index, and fill them from the rows there are."""
    statements = (
        _sqlite_statements()
        if connection.dialect.name == "sqlite"
        else _postgresql_statements()
    )
    for statement in statements:
        connection.exec_driver_sql(statement)
    rebuild_counts(connection)


def drop_derived(connection: Connection) -> None:
    """Take them away again."""
    if connection.dialect.name == "sqlite":
        names = ("count_insert", "count_update", "count_delete")
        names += ("search_insert", "search_update", "search_delete")
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql("DROP TABLE IF EXISTS search_index")
        return
    for table, name in (("conversation", "count"), ("search_document", "search")):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}_keep ON {table}")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}_keep()")
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS search_fold(text)")


def rebuild_counts(connection: Connection) -> None:
    """Count everything anew; the triggers make this unnecessary, a doctor may ask."""
    connection.exec_driver_sql("DELETE FROM conversation_count")
    connection.exec_driver_sql(
        f"INSERT INTO conversation_count ({_COUNT_KEYS}, n)"
        " SELECT inbox_id, folder, channel_kind, coalesce(assignee_id, 0),"
        " snoozed_until IS NOT NULL, count(*) FROM conversation"
        " GROUP BY 1, 2, 3, 4, 5"
    )


def _values(row: str) -> str:
    return (
        f"{row}.inbox_id, {row}.folder, {row}.channel_kind,"
        f" coalesce({row}.assignee_id, 0), {row}.snoozed_until IS NOT NULL"
    )


def _add(row: str) -> str:
    return (
        f"INSERT INTO conversation_count ({_COUNT_KEYS}, n)"
        f" VALUES ({_values(row)}, 1)"
        f" ON CONFLICT ({_COUNT_KEYS}) DO UPDATE SET n = conversation_count.n + 1;"
    )


def _subtract(row: str) -> str:
    return (
        f"UPDATE conversation_count SET n = n - 1 WHERE inbox_id = {row}.inbox_id"
        f" AND folder = {row}.folder AND channel_kind = {row}.channel_kind"
        f" AND assignee_id = coalesce({row}.assignee_id, 0)"
        f" AND is_snoozed = ({row}.snoozed_until IS NOT NULL);"
    )


def _sqlite_statements() -> list[str]:
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in _WATCHED)
    columns = "subject, body, people, files"
    new = "NEW.id, NEW.subject, NEW.body, NEW.people, NEW.files"
    forget = (
        f"INSERT INTO search_index (search_index, rowid, {columns})"
        " VALUES ('delete', OLD.id, OLD.subject, OLD.body, OLD.people, OLD.files);"
    )
    learn = f"INSERT INTO search_index (rowid, {columns}) VALUES ({new});"
    return [
        "CREATE TRIGGER count_insert AFTER INSERT ON conversation"
        f" BEGIN {_add('NEW')} END",
        "CREATE TRIGGER count_update AFTER UPDATE ON conversation"
        f" WHEN {changed} BEGIN {_subtract('OLD')} {_add('NEW')} END",
        "CREATE TRIGGER count_delete AFTER DELETE ON conversation"
        f" BEGIN {_subtract('OLD')} END",
        f"CREATE VIRTUAL TABLE search_index USING fts5({columns},"
        " content='search_document', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2')",
        "CREATE TRIGGER search_insert AFTER INSERT ON search_document"
        f" BEGIN {learn} END",
        "CREATE TRIGGER search_update AFTER UPDATE ON search_document"
        f" BEGIN {forget} {learn} END",
        "CREATE TRIGGER search_delete AFTER DELETE ON search_document"
        f" BEGIN {forget} END",
    ]


def _postgresql_statements() -> list[str]:
    changed = ", ".join(f"OLD.{c}" for c in _WATCHED)
    to = ", ".join(f"NEW.{c}" for c in _WATCHED)
    # As SQL writes a quote, and the driver a percent sign.
    punctuation = _PUNCTUATION.replace("'", "''").replace("%", "%%")
    return [
        "CREATE FUNCTION count_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'UPDATE' AND ROW({changed}) IS NOT DISTINCT FROM ROW({to})"
        " THEN RETURN NULL; END IF;"
        f" IF TG_OP <> 'INSERT' THEN {_subtract('OLD')} END IF;"
        f" IF TG_OP <> 'DELETE' THEN {_add('NEW')} END IF;"
        " RETURN NULL; END $$",
        "CREATE TRIGGER count_keep AFTER INSERT OR UPDATE OR DELETE ON conversation"
        " FOR EACH ROW EXECUTE FUNCTION count_keep()",
        # Accents are dropped without the unaccent extension, which may be missing.
        # Punctuation becomes space: the parser would keep an address, a host or a
        # file name as one word, and a part of it would not be found.
        "CREATE FUNCTION search_fold(given text) RETURNS text LANGUAGE sql"
        " IMMUTABLE PARALLEL SAFE AS $$ SELECT lower(translate(regexp_replace("
        "normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'),"
        f" '{punctuation}', repeat(' ', {len(_PUNCTUATION)}))) $$",
        "ALTER TABLE search_document ADD COLUMN search_vector tsvector",
        "CREATE FUNCTION search_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        # A tsvector may hold 1 MB; the beginning of a longer text is enough.
        " NEW.search_vector := to_tsvector('simple', search_fold(left("
        "concat_ws(' ', NEW.subject, NEW.people, NEW.files, NEW.body), 400000)));"
        " RETURN NEW; END $$",
        "CREATE TRIGGER search_keep BEFORE INSERT OR UPDATE OF subject, body,"
        " people, files ON search_document"
        " FOR EACH ROW EXECUTE FUNCTION search_keep()",
        "CREATE INDEX ix_search_document_vector ON search_document"
        " USING gin (search_vector)",
        "ALTER TABLE search_document ALTER search_vector SET STATISTICS 1000",
        "CREATE INDEX ix_conversation_unassigned ON conversation"
        " (last_message_at, id) WHERE folder = 'open' AND assignee_id IS NULL",
    ]
