"""Record whether callers said that their question was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("survey", sa.String(8), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("calls", "survey")
