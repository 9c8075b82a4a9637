"""Which credentials a sign-in was checked against, seeds of code apps that are random and sealed.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are only added, empty or with a default: the release before goes on working on this schema.

    Every seed that is there was computed from a link that somebody may have kept: it is to be renewed.
    """
    op.add_column(
        "account", sa.Column("credentials_revision", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("one_time_link", sa.Column("seed", sa.String(length=64), nullable=True))
    op.add_column("totp", sa.Column("renew", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("totp", sa.Column("next_secret", sa.String(length=64), nullable=True))
    op.add_column("database_identity", sa.Column("key_check", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    for table, column in (
        ("database_identity", "key_check"),
        ("totp", "next_secret"),
        ("totp", "renew"),
        ("one_time_link", "seed"),
        ("account", "credentials_revision"),
    ):
        op.drop_column(table, column)
