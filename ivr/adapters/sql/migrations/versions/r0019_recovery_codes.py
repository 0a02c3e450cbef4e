"""Recovery codes of the console's users, and the key of codes that are being set up."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("console_users", sa.Column("totp_next", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "console_recovery_codes",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(64), primary_key=True),
    )


def downgrade() -> None:
    op.drop_table("console_recovery_codes")
    op.drop_column("console_users", "totp_next")
