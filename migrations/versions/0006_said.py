"""Which device said which part, a hash of each value, an epoch for a diary whose past was put back.

Revision: 0006, after 0005.
"""

from hashlib import sha256

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DOCUMENTS = ("day", "injection", "treatment", "circumstance")
_KEYS = {
    "day_revision": ("diary_id", "day"),
    "injection_revision": ("diary_id", "injection_id"),
    "treatment_revision": ("diary_id",),
    "circumstance_revision": ("diary_id", "circumstance_id"),
}
_AT_ONCE = 2_000
_MESSAGE = "a revision is kept as it was"


def _by_hash(table: str) -> str:
    """The index's name; in full one of them is longer than a name may be in PostgreSQL."""
    if table == "circumstance_revision":
        return f"ix_{table}_value_hash"
    return f"ix_{table}_{'_'.join(_KEYS[table])}_value_hash"


def _hash_of(value: str) -> bytes:
    said = {name: part for name, part in orjson.loads(value).items() if part is not None}
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()[:16]


def _fill(table: str) -> None:
    """Hash every value that is there."""
    bind = op.get_bind()
    kept = sa.table(
        table,
        sa.column("diary_id", sa.Uuid()),
        sa.column("revision", sa.BigInteger()),
        sa.column("value", sa.Text()),
        sa.column("value_hash", sa.LargeBinary()),
    )
    place = (kept.c.diary_id, kept.c.revision)
    here = sa.and_(kept.c.diary_id == sa.bindparam("of_diary"), kept.c.revision == sa.bindparam("of_number"))
    change = sa.update(kept).where(here).values(value_hash=sa.bindparam("hash", type_=sa.LargeBinary()))
    first = sa.select(*place, kept.c.value).where(kept.c.value.is_not(None)).order_by(*place).limit(_AT_ONCE)
    rows = bind.execute(first).all()
    while rows:
        said = [{"of_diary": diary, "of_number": one, "hash": _hash_of(value)} for diary, one, value in rows]
        bind.execute(change, said)
        last = sa.tuple_(*(sa.literal(rows[-1][column], place[column].type) for column in (0, 1)))
        rows = bind.execute(first.where(sa.tuple_(*place) > last)).all()


def _fill_past_the_guard(table: str) -> None:
    """Nobody else sees the table without its guard: all of it is one transaction."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_kept")
        _fill(table)
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_kept")
        return
    op.execute(f"DROP TRIGGER {table}_no_update")
    _fill(table)
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )


def upgrade() -> None:
    """Columns are only added, empty or with a default: the release before goes on working on this schema."""
    for table in _DOCUMENTS:
        op.add_column(table, sa.Column("said", sa.Text(), nullable=True))
    for table, key in _KEYS.items():
        op.add_column(table, sa.Column("value_hash", sa.LargeBinary(), nullable=True))
        _fill_past_the_guard(table)
        op.create_index(_by_hash(table), table, [*key, "value_hash"])
        if len(key) > 1:  # the new one begins with the same columns
            op.drop_index(f"ix_{table}_{'_'.join(key)}", table_name=table)
    op.add_column("operation", sa.Column("said_hash", sa.LargeBinary(), nullable=True))
    op.add_column("diary", sa.Column("epoch", sa.Uuid(), nullable=True))
    op.add_column("diary", sa.Column("epoch_within", sa.Uuid(), nullable=True))
    op.add_column(
        "database_identity",
        sa.Column("chains_settled", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "database_identity",
        sa.Column("own_epochs_told", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    for table, columns in (
        ("database_identity", ("own_epochs_told", "chains_settled")),
        ("diary", ("epoch_within", "epoch")),
        ("operation", ("said_hash",)),
    ):
        for column in columns:
            op.drop_column(table, column)
    for table, key in _KEYS.items():
        if len(key) > 1:
            op.create_index(f"ix_{table}_{'_'.join(key)}", table, list(key))
        op.drop_index(_by_hash(table), table_name=table)
        op.drop_column(table, "value_hash")
    for table in _DOCUMENTS:
        op.drop_column(table, "said")
