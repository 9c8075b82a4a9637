"""What a database holds, read past the server: every note, and whether all of it fits together."""

from collections import Counter

from sqlalchemy import Connection, create_engine, inspect, make_url, pool

from tests.databases import SQLITE

_EVERY_NOTE = "SELECT {note} FROM day_revision WHERE value IS NOT NULL"
_REVISIONS = """
    SELECT diary_id, revision FROM day_revision UNION ALL
    SELECT diary_id, revision FROM injection_revision UNION ALL
    SELECT diary_id, revision FROM treatment_revision UNION ALL
    SELECT diary_id, revision FROM circumstance_revision
"""
_MUST_BE_NONE = {
    "diaries whose counter is not their last revision, or with a double": f"""
        SELECT count(*) FROM diary LEFT JOIN (
            SELECT diary_id, count(*) AS many, count(DISTINCT revision) AS different, max(revision) AS latest
            FROM ({_REVISIONS}) AS every GROUP BY diary_id
        ) AS kept ON kept.diary_id = diary.diary_id
        WHERE erased_at IS NULL
            AND (change_counter <> coalesce(latest, 0) OR many <> different)
    """,
    "days that are not what their latest revision says": """
        SELECT count(*) FROM day LEFT JOIN day_revision AS kept ON kept.diary_id = day.diary_id
            AND kept.day = day.day AND kept.revision = (
                SELECT max(revision) FROM day_revision
                WHERE diary_id = day.diary_id AND day_revision.day = day.day)
        WHERE kept.revision IS NULL OR kept.revision <> day.revision OR {note} <> day.note
    """,
    "revisions of a day that is not there": """
        SELECT count(*) FROM day_revision LEFT JOIN day
            ON day.diary_id = day_revision.diary_id AND day.day = day_revision.day
        WHERE day.day IS NULL
    """,
    "revisions that are not based on the one before": """
        SELECT count(*) FROM day_revision AS said WHERE coalesce(based_on, 0) <> coalesce((
            SELECT max(revision) FROM day_revision AS other
            WHERE other.diary_id = said.diary_id AND other.day = said.day
                AND other.revision < said.revision), 0)
    """,
    "accounts without their diary, recovery codes or device": """
        SELECT count(*) FROM account WHERE role = 'patient' AND (
            diary_id NOT IN (SELECT diary_id FROM diary)
            OR (SELECT count(*) FROM recovery_code WHERE account_id = account.account_id) <> 10
            OR NOT EXISTS (SELECT 1 FROM device WHERE account_id = account.account_id))
    """,
    "diaries without an account": """
        SELECT count(*) FROM diary WHERE erased_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM account WHERE account.diary_id = diary.diary_id)
    """,
}


def notes_in(url: str) -> Counter[str]:
    """How often each note stands in the history."""
    with _connected(url) as connection:
        return Counter(connection.exec_driver_sql(_EVERY_NOTE.format(note=_note(connection))).scalars())


def faults_in(url: str) -> dict[str, object]:
    """What does not fit together in a diary's database; {} when it is sound."""
    with _connected(url) as connection:
        found: dict[str, object] = {
            what: connection.exec_driver_sql(query.format(note=_note(connection, "kept."))).scalar_one()
            for what, query in _MUST_BE_NONE.items()
        }
        if connection.dialect.name == SQLITE:
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            found["integrity_check"] = sound if sound != ["ok"] else 0
            found["foreign keys"] = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    return {what: many for what, many in found.items() if many}


def _note(connection: Connection, of: str = "") -> str:
    return (
        f"json_extract({of}value, '$.note')"
        if connection.dialect.name == SQLITE
        else f"({of}value::json ->> 'note')"
    )


def _connected(url: str) -> Connection:
    kind = make_url(url)
    if kind.get_backend_name() != SQLITE:
        kind = kind.set(drivername="postgresql+psycopg")
    return create_engine(kind, poolclass=pool.NullPool).connect()


def contents_of(url: str) -> dict[str, list[str]]:
    """Every row of every table."""
    with _connected(url) as connection:
        tables = inspect(connection).get_table_names()
        rows = {table: connection.exec_driver_sql(f'SELECT * FROM "{table}"').all() for table in tables}
        return {table: sorted(map(repr, found)) for table, found in rows.items()}
