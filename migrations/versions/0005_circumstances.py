"""Other preventives and life events; who entered a session, and what the patient says against it.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MESSAGE = "a revision is kept as it was"
_REVISIONS = "circumstance_revision"
_OF_ONE, _OF_BOTH = "ix_consent_grant_clinician_id", "ix_consent_grant_clinician_id_diary_id"


def _refuse_changes() -> None:
    """As with the other tables of revisions."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {_REVISIONS}_kept BEFORE UPDATE OR DELETE ON {_REVISIONS} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_revision_change()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {_REVISIONS}_no_update BEFORE UPDATE ON {_REVISIONS} "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )
    op.execute(
        f"CREATE TRIGGER {_REVISIONS}_no_delete BEFORE DELETE ON {_REVISIONS} "
        "WHEN (SELECT erased_at FROM diary WHERE diary_id = OLD.diary_id) IS NULL "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )


def upgrade() -> None:
    """Two tables and two empty columns are only added: the release before goes on working on this schema."""
    op.create_table(
        "circumstance",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=True),
        sa.Column("circumstance_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("dose", sa.String(length=100), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("entered_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "deleted OR (kind IS NOT NULL AND began_on IS NOT NULL)", name=op.f("ck_circumstance_said")
        ),
        sa.CheckConstraint("ended_on >= began_on", name=op.f("ck_circumstance_ends_after_its_beginning")),
        sa.CheckConstraint("kind IN ('preventive', 'life_event')", name=op.f("ck_circumstance_kind_known")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_circumstance_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "circumstance_id", name=op.f("pk_circumstance")),
    )
    op.create_index("ix_circumstance_diary_id_revision", "circumstance", ["diary_id", "revision"])
    op.create_table(
        _REVISIONS,
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("based_on", sa.BigInteger(), nullable=True),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("circumstance_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["diary_id"], ["diary.diary_id"], name=op.f("fk_circumstance_revision_diary_id")
        ),
        sa.PrimaryKeyConstraint("diary_id", "revision", name=op.f("pk_circumstance_revision")),
        sa.UniqueConstraint(
            "diary_id", "operation_id", name=op.f("uq_circumstance_revision_diary_id_operation_id")
        ),
    )
    op.create_index(
        "ix_circumstance_revision_diary_id_circumstance_id", _REVISIONS, ["diary_id", "circumstance_id"]
    )
    op.add_column("injection", sa.Column("objection", sa.Text(), nullable=True))
    op.add_column("injection", sa.Column("entered_by", sa.String(length=200), nullable=True))
    # with the clinician alone, each grant was looked for among all of theirs
    op.create_index(_OF_BOTH, "consent_grant", ["clinician_id", "diary_id"])
    op.drop_index(_OF_ONE, table_name="consent_grant")
    _refuse_changes()


def downgrade() -> None:
    op.create_index(_OF_ONE, "consent_grant", ["clinician_id"])
    op.drop_index(_OF_BOTH, table_name="consent_grant")
    with op.batch_alter_table("injection") as table:
        table.drop_column("entered_by")
        table.drop_column("objection")
    op.drop_table(_REVISIONS)
    op.drop_table("circumstance")
