"""How migrations run: whole or not at all, on an engine of their own with foreign keys off.

On SQLite a batch alteration with foreign keys on deletes the children silently, and a failed one is not
rolled back unless BEGIN is sent by hand; both are done here, and the keys are checked afterwards.
"""

import sqlite3

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event, pool
from sqlmodel import SQLModel

import app.storage.tables  # noqa: F401  fills the metadata

_ONE_AT_A_TIME = 4_870_201_126  # a lock of PostgreSQL has a number for a name


def _engine() -> Engine:
    url = context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise SystemExit("run `headache-diary migrate`: the address comes from DIARY_DATABASE_URL")
    options = {} if url.startswith("sqlite") else {"connect_args": {"options": "-c lock_timeout=5000"}}
    return create_engine(url, poolclass=pool.NullPool, **options)


def _begin_by_hand(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def without_foreign_keys(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA legacy_alter_table=ON")  # else a trigger that names the table refuses it
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")

    @event.listens_for(engine, "begin")
    def immediately(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def run() -> None:
    engine = _engine()
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        _begin_by_hand(engine)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=sqlite,
            transactional_ddl=True,
            compare_type=True,
        )
        with context.begin_transaction():
            if not sqlite:  # of several servers that start at once, one migrates and the others wait for it
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
            context.run_migrations()
            if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"the migration broke foreign keys, nothing was changed: {broken[:5]}")


run()
