"""Store requests for personal data."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_requests",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("means", sa.String(255), nullable=False),
        sa.Column("asked_by", sa.String(128), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("tried_at", Utc()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("trouble", sa.String(255), nullable=False, server_default=""),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("done_at", Utc()),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_privacy_requests"),
    )
    op.create_index("ix_privacy_requests_done_at", "privacy_requests", ["done_at"])


def downgrade() -> None:
    op.drop_table("privacy_requests")
