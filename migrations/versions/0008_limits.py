"""Counts, so that a limit costs one look: of values, bytes, openings, accounts, failed tries, refused looks.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_DOCUMENTS = ("day", "injection", "treatment", "circumstance")
_OPEN = {
    "invitation": ("ix_invitation_open", "used_at IS NULL AND withdrawn_at IS NULL"),
    "visit_link": ("ix_visit_link_open", "revoked_at IS NULL"),
}
_BESIDE = 500  # bytes that count for what is kept beside each value


def _count_bytes() -> None:
    """What each diary holds already, by the rule of app/rules/limits.py."""
    length = (
        "length(CAST(value AS BLOB))" if op.get_bind().dialect.name == "sqlite" else "octet_length(value)"
    )
    sums = " + ".join(
        f"(SELECT COALESCE(SUM(COALESCE({length}, 0) + {_BESIDE}), 0) FROM {table}_revision"
        " WHERE diary_id = diary.diary_id)"
        for table in _DOCUMENTS
    )
    op.execute(f"UPDATE diary SET stored_bytes = {sums} WHERE erased_at IS NULL")


def _count_openings() -> None:
    op.execute(
        "UPDATE visit_link SET openings = (SELECT COUNT(*) FROM visit_opening"
        " WHERE visit_opening.diary_id = visit_link.diary_id AND visit_opening.link_id = visit_link.link_id)"
    )


def _count_refusals() -> None:
    op.create_table(
        "failed_tries",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tries > 0", name=op.f("ck_failed_tries_some_tries")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_failed_tries_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "tried_on", name=op.f("pk_failed_tries")),
    )
    op.create_table(
        "refused_look",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("hour_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_id", sa.Uuid(), nullable=False),
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("through", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reader IN ('clinician', 'patient', 'visitor')", name=op.f("ck_refused_look_reader_known")
        ),
        sa.CheckConstraint("tries > 0", name=op.f("ck_refused_look_some_tries")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_refused_look_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "reader_id", "hour_at", name=op.f("pk_refused_look")),
    )


def upgrade() -> None:
    """Columns are only added, empty or with a default: the release before goes on working on this schema."""
    _count_refusals()
    for table in _DOCUMENTS:
        op.add_column(table, sa.Column("counted_on", sa.Date(), nullable=True))
        op.add_column(table, sa.Column("counted_values", sa.Integer(), nullable=True))
    op.add_column(
        "diary", sa.Column("stored_bytes", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column(
        "visit_link", sa.Column("openings", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    for table, (name, condition) in _OPEN.items():
        where = sa.text(condition)
        columns = ["diary_id", "expires_at"]
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "new_accounts",
        sa.Column("network", sa.LargeBinary(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("network", "hour", name=op.f("pk_new_accounts")),
    )
    op.create_index(op.f("ix_new_accounts_hour"), "new_accounts", ["hour"])
    _count_bytes()
    _count_openings()


def downgrade() -> None:
    op.drop_table("refused_look")
    op.drop_table("failed_tries")
    op.drop_table("new_accounts")
    for table, (name, _) in _OPEN.items():
        op.drop_index(name, table_name=table)
    op.drop_column("visit_link", "openings")
    op.drop_column("diary", "stored_bytes")
    for table in _DOCUMENTS:
        op.drop_column(table, "counted_values")
        op.drop_column(table, "counted_on")
