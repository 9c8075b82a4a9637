"""The first schema: people, diaries, and every value that a diary ever had.

Revision: 0001, the first
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEPT_FOR_EVER = ("day_revision", "injection_revision", "treatment_revision")
_MESSAGE = "a revision is kept as it was"


def _refuse_changes_on_sqlite(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "WHEN (SELECT erased_at FROM diary WHERE diary_id = OLD.diary_id) IS NULL "
        f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )


_POSTGRES_FUNCTION = f"""
CREATE FUNCTION refuse_revision_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND (SELECT erased_at FROM diary WHERE diary_id = OLD.diary_id) IS NOT NULL THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _refuse_changes() -> None:
    """Erasing a whole account is the one exception: its diary is marked first."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(_POSTGRES_FUNCTION)
    for table in _KEPT_FOR_EVER:
        if sqlite:
            _refuse_changes_on_sqlite(table)
        else:
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_revision_change()"
            )


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("diary_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'patient') = (diary_id IS NOT NULL)", name=op.f("ck_account_patient_has_a_diary")
        ),
        sa.CheckConstraint("role IN ('patient', 'clinician')", name=op.f("ck_account_role_known")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("diary_id", name=op.f("uq_account_diary_id")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "database_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("probed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_database_identity_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_database_identity")),
    )
    op.create_table(
        "diary",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("change_counter", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("diary_id", name=op.f("pk_diary")),
    )
    op.create_table(
        "day",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_made_on", sa.Date(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("headache", sa.Boolean(), nullable=True),
        sa.Column("peak_intensity", sa.String(length=32), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("unilateral", sa.Boolean(), nullable=True),
        sa.Column("pulsating", sa.Boolean(), nullable=True),
        sa.Column("worse_with_activity", sa.Boolean(), nullable=True),
        sa.Column("nausea", sa.Boolean(), nullable=True),
        sa.Column("vomiting", sa.Boolean(), nullable=True),
        sa.Column("photophobia", sa.Boolean(), nullable=True),
        sa.Column("phonophobia", sa.Boolean(), nullable=True),
        sa.Column("osmophobia", sa.Boolean(), nullable=True),
        sa.Column("aura", sa.Boolean(), nullable=False),
        sa.Column("acute_medications", sa.Text(), nullable=True),
        sa.Column("triggers", sa.Text(), nullable=False),
        sa.Column("menstruation", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "peak_intensity IN ('mild', 'moderate', 'severe')", name=op.f("ck_day_peak_intensity_known")
        ),
        sa.CheckConstraint("deleted OR headache IS NOT NULL", name=op.f("ck_day_headache_said")),
        sa.CheckConstraint(
            "duration_minutes BETWEEN 1 AND 1440", name=op.f("ck_day_duration_within_the_day")
        ),
        sa.CheckConstraint(
            "headache OR (peak_intensity IS NULL AND duration_minutes IS NULL AND unilateral IS NULL "
            "AND pulsating IS NULL AND worse_with_activity IS NULL AND nausea IS NULL AND vomiting IS NULL "
            "AND photophobia IS NULL AND phonophobia IS NULL AND osmophobia IS NULL)",
            name=op.f("ck_day_features_only_with_headache"),
        ),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_day_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "day", name=op.f("pk_day")),
    )
    op.create_index("ix_day_diary_id_revision", "day", ["diary_id", "revision"], unique=False)

    op.create_table(
        "day_revision",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("based_on", sa.BigInteger(), nullable=True),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_day_revision_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "revision", name=op.f("pk_day_revision")),
        sa.UniqueConstraint("diary_id", "operation_id", name=op.f("uq_day_revision_diary_id_operation_id")),
    )
    op.create_index("ix_day_revision_diary_id_day", "day_revision", ["diary_id", "day"], unique=False)

    op.create_table(
        "device",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name=op.f("fk_device_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "device_id", name=op.f("pk_device")),
    )
    op.create_table(
        "injection",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("injection_id", sa.Uuid(), nullable=False),
        sa.Column("injected_on", sa.Date(), nullable=True),
        sa.Column("product", sa.String(length=200), nullable=True),
        sa.Column("lot", sa.String(length=100), nullable=True),
        sa.Column("total_units_tenths", sa.Integer(), nullable=True),
        sa.Column("sites", sa.Text(), nullable=True),
        sa.Column("clinic", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("deleted OR injected_on IS NOT NULL", name=op.f("ck_injection_date_said")),
        sa.CheckConstraint(
            "total_units_tenths BETWEEN 0 AND 99990", name=op.f("ck_injection_units_in_range")
        ),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_injection_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "injection_id", name=op.f("pk_injection")),
    )
    op.create_index("ix_injection_diary_id_revision", "injection", ["diary_id", "revision"], unique=False)

    op.create_table(
        "injection_revision",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("based_on", sa.BigInteger(), nullable=True),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("injection_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["diary_id"], ["diary.diary_id"], name=op.f("fk_injection_revision_diary_id")
        ),
        sa.PrimaryKeyConstraint("diary_id", "revision", name=op.f("pk_injection_revision")),
        sa.UniqueConstraint(
            "diary_id", "operation_id", name=op.f("uq_injection_revision_diary_id_operation_id")
        ),
    )
    op.create_index(
        "ix_injection_revision_diary_id_injection_id",
        "injection_revision",
        ["diary_id", "injection_id"],
        unique=False,
    )

    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_recovery_code_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name=op.f("fk_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
        sa.UniqueConstraint("session_id", name=op.f("uq_session_session_id")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)

    op.create_table(
        "treatment",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("headache_tenths_per_30", sa.Integer(), nullable=True),
        sa.Column("earlier_rounds", sa.Integer(), nullable=False),
        sa.Column("interval_weeks", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "earlier_rounds BETWEEN 0 AND 60", name=op.f("ck_treatment_earlier_rounds_in_range")
        ),
        sa.CheckConstraint(
            "headache_tenths_per_30 BETWEEN 0 AND 300", name=op.f("ck_treatment_reported_days_in_range")
        ),
        sa.CheckConstraint("interval_weeks BETWEEN 12 AND 26", name=op.f("ck_treatment_interval_in_range")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_treatment_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", name=op.f("pk_treatment")),
    )
    op.create_table(
        "treatment_revision",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("based_on", sa.BigInteger(), nullable=True),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["diary_id"], ["diary.diary_id"], name=op.f("fk_treatment_revision_diary_id")
        ),
        sa.PrimaryKeyConstraint("diary_id", "revision", name=op.f("pk_treatment_revision")),
        sa.UniqueConstraint(
            "diary_id", "operation_id", name=op.f("uq_treatment_revision_diary_id_operation_id")
        ),
    )
    _refuse_changes()
    identity = sa.table("database_identity", sa.column("id", sa.Integer), sa.column("epoch", sa.Uuid))
    op.bulk_insert(identity, [{"id": 1, "epoch": uuid4()}])


def downgrade() -> None:
    for table in (*_KEPT_FOR_EVER, "treatment", "injection", "day", "diary"):
        op.drop_table(table)
    for table in ("session", "recovery_code", "device", "account", "database_identity"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_revision_change()")
