"""Store the numbers that get no texts."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_opt_outs",
        sa.Column("number_key", sa.String(64), nullable=False),
        sa.Column("number_hint", sa.String(8), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("number_key", name="pk_text_opt_outs"),
    )
    op.create_index("ix_text_opt_outs_at", "text_opt_outs", ["at"])


def downgrade() -> None:
    op.drop_table("text_opt_outs")
