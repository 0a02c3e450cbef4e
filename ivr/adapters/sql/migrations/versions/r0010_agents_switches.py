"""The switches that an agent may turn by telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agents", sa.Column("switches", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("agents", "switches")
