"""Store reports of the history on a schedule."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_reports",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("every", sa.String(8), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("try_at", Utc(), nullable=False),
        sa.Column("claim", sa.String(32), nullable=False),
        sa.Column("last_at", Utc()),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("told", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_reports"),
    )


def downgrade() -> None:
    op.drop_table("kept_reports")
