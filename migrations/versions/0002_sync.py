"""What a sync needs: operations that count once, and values kept beside what is shown.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DOCUMENTS = ("day", "injection", "treatment")
_REVISIONS = ("day_revision", "injection_revision", "treatment_revision")


def upgrade() -> None:
    """Columns are only added, with a default: the release before goes on working on this schema."""
    for table in _DOCUMENTS:
        op.add_column(table, sa.Column("conflict", sa.Text(), nullable=True))
    for table in _REVISIONS:
        op.add_column(table, sa.Column("shown", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "operation",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("said_revision", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_operation_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "operation_id", name=op.f("pk_operation")),
    )


def downgrade() -> None:
    op.drop_table("operation")
    for table in _REVISIONS:
        op.drop_column(table, "shown")
    for table in _DOCUMENTS:
        op.drop_column(table, "conflict")
