"""The call by which the line itself calls a customer back."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("attempt", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("callbacks", "attempt")
