"""Who signs in and how, who may read a diary, and who did.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MESSAGE = "who looked is kept: rows of the audit are added, never changed or removed"


def _keep_the_audit() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb} BEFORE {verb.upper()} ON audit "
                f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
    )


def upgrade() -> None:
    """Tables and an empty column are only added: the release before goes on working on this schema."""
    op.create_table(
        "audit",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reader", sa.String(length=32), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("through", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "reader IN ('clinician', 'patient', 'visitor')", name=op.f("ck_audit_reader_known")
        ),
        sa.PrimaryKeyConstraint("diary_id", "audit_id", name=op.f("pk_audit")),
    )
    op.create_table(
        "clinic",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_clinic")),
        sa.UniqueConstraint("name", name=op.f("uq_clinic_name")),
    )
    op.create_table(
        "throttle",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_throttle")),
    )
    op.create_index(op.f("ix_throttle_last_at"), "throttle", ["last_at"], unique=False)
    op.create_table(
        "challenge",
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('sign_in', 'add_passkey', 'confirm', 'enrol', 'reset')",
            name=op.f("ck_challenge_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name=op.f("fk_challenge_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("challenge_id", name=op.f("pk_challenge")),
    )
    op.create_index(op.f("ix_challenge_account_id"), "challenge", ["account_id"], unique=False)
    op.create_index(op.f("ix_challenge_expires_at"), "challenge", ["expires_at"], unique=False)
    op.create_table(
        "clinician",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name=op.f("fk_clinician_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.clinic_id"], name=op.f("fk_clinician_clinic_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_clinician")),
    )
    op.create_index(op.f("ix_clinician_clinic_id"), "clinician", ["clinic_id"], unique=False)
    op.create_table(
        "consent_grant",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("clinician_id", sa.Uuid(), nullable=False),
        sa.Column("notes", sa.Boolean(), nullable=False),
        sa.Column("enter_treatment", sa.Boolean(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > requested_at", name=op.f("ck_consent_grant_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_consent_grant_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "grant_id", name=op.f("pk_consent_grant")),
    )
    op.create_index("ix_consent_grant_clinician_id", "consent_grant", ["clinician_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.Boolean(), nullable=False),
        sa.Column("enter_treatment", sa.Boolean(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('code', 'link')", name=op.f("ck_invitation_kind_known")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_invitation_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "invitation_id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_secret_hash", "invitation", ["secret_hash"], unique=False)
    op.create_table(
        "known_device",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_known_device_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", "account_id", name=op.f("pk_known_device")),
    )
    op.create_index(op.f("ix_known_device_account_id"), "known_device", ["account_id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('sign_in', 'add_passkey', 'confirm', 'enrol', 'reset')",
            name=op.f("ck_one_time_link_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.account_id"],
            name=op.f("fk_one_time_link_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_link")),
    )
    op.create_index(op.f("ix_one_time_link_account_id"), "one_time_link", ["account_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("passkey_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name=op.f("fk_passkey_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("passkey_id", name=op.f("uq_passkey_passkey_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"], unique=False)
    op.create_table(
        "totp",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.account_id"], name=op.f("fk_totp_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_totp")),
    )
    op.create_table(
        "visit_link",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("passcode_hash", sa.String(length=300), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_visit_link_five_tries")),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_visit_link_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "link_id", name=op.f("pk_visit_link")),
    )
    op.create_index("ix_visit_link_secret_hash", "visit_link", ["secret_hash"], unique=False)
    op.create_table(
        "visit_opening",
        sa.Column("diary_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["diary_id"], ["diary.diary_id"], name=op.f("fk_visit_opening_diary_id")),
        sa.PrimaryKeyConstraint("diary_id", "opening_id", name=op.f("pk_visit_opening")),
    )
    op.create_index("ix_visit_opening_token_hash", "visit_opening", ["token_hash"], unique=False)
    op.add_column("session", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    _keep_the_audit()


def downgrade() -> None:
    op.drop_column("session", "confirmed_at")
    op.drop_index("ix_visit_opening_token_hash", table_name="visit_opening")
    op.drop_table("visit_opening")
    op.drop_index("ix_visit_link_secret_hash", table_name="visit_link")
    op.drop_table("visit_link")
    op.drop_table("totp")
    op.drop_index(op.f("ix_passkey_account_id"), table_name="passkey")
    op.drop_table("passkey")
    op.drop_index(op.f("ix_one_time_link_account_id"), table_name="one_time_link")
    op.drop_table("one_time_link")
    op.drop_index(op.f("ix_known_device_account_id"), table_name="known_device")
    op.drop_table("known_device")
    op.drop_index("ix_invitation_secret_hash", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("ix_consent_grant_clinician_id", table_name="consent_grant")
    op.drop_table("consent_grant")
    op.drop_index(op.f("ix_clinician_clinic_id"), table_name="clinician")
    op.drop_table("clinician")
    op.drop_index(op.f("ix_challenge_expires_at"), table_name="challenge")
    op.drop_index(op.f("ix_challenge_account_id"), table_name="challenge")
    op.drop_table("challenge")
    op.drop_index(op.f("ix_throttle_last_at"), table_name="throttle")
    op.drop_table("throttle")
    op.drop_table("clinic")
    op.drop_table("audit")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_audit_change()")
