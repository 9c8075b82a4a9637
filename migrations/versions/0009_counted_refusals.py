"""Failed tries to sign in and refused looks, counted.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables are only added: the release before goes on working on this schema."""
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


def downgrade() -> None:
    op.drop_table("refused_look")
    op.drop_table("failed_tries")
