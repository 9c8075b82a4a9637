"""Summaries of diaries, and the lines of clinicians' lists.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SORT_KEYS = ("due", "injected", "week", "verdict", "percent", "now", "change", "logged", "asks")
_LINES = """
    INSERT INTO patient_line (diary_id, clinician_id, grant_id, ends_at, name, folded, due, injected, week,
        verdict, percent, now, change, logged, asks, below, overuse, wear_off)
    SELECT one.diary_id, one.clinician_id, one.grant_id, one.ends_at, account.display_name,
        lower(account.display_name), 3652059, 0, 0, 6, 999999, -1, 999999, 99, 0, {no}, {no}, {no}
    FROM consent_grant AS one JOIN account ON account.diary_id = one.diary_id
    WHERE one.confirmed_at IS NOT NULL AND one.revoked_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM consent_grant AS other
        WHERE other.diary_id = one.diary_id AND other.clinician_id = one.clinician_id
            AND other.confirmed_at IS NOT NULL AND other.revoked_at IS NULL
            AND other.grant_id > one.grant_id)
"""


def upgrade() -> None:
    """Tables are only added; they are filled from what is there, and the rest is calculated by the server."""
    op.create_table(
        "summary",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("change_counter", sa.BigInteger(), nullable=False),
        sa.Column("rules_version", sa.String(length=32), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_summary_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", name=op.f("pk_summary")),
    )
    op.create_table(
        "patient_line",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("clinician_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _SORT_KEYS),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("below", "overuse", "wear_off")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_patient_line_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "clinician_id", name=op.f("pk_patient_line")),
    )
    for name in ("folded", *_SORT_KEYS):
        op.create_index(
            f"ix_patient_line_clinician_id_{name}", "patient_line", ["clinician_id", name, "diary_id"]
        )
    op.execute(_LINES.format(no="0" if op.get_bind().dialect.name == "sqlite" else "false"))


def downgrade() -> None:
    for name in ("folded", *_SORT_KEYS):
        op.drop_index(f"ix_patient_line_clinician_id_{name}", table_name="patient_line")
    op.drop_table("patient_line")
    op.drop_table("summary")
