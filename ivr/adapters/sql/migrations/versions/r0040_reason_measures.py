"""Store what was done about reasons for which people call."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reason_measures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("switch", sa.String(128), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reason_measures"),
    )
    op.create_index("ix_reason_measures_kind_key_began_at", "reason_measures", ["kind", "key", "began_at"])


def downgrade() -> None:
    op.drop_table("reason_measures")
