"""Bind users of the console to queues."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("console_users", sa.Column("queues", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("console_users", "queues")
