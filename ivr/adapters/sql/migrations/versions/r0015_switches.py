"""Why a switch is on."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("routing_switches", sa.Column("why", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("routing_switches", "why")
