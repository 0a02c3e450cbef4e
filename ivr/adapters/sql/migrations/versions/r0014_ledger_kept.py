"""Counts of calls kept in the queue of the caller's last call, and of the resulting differences between shares."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("kept", "moved"):
        op.add_column("routing_ledger", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in ("kept", "moved"):
        op.drop_column("routing_ledger", name)
