"""Store plans as changes with their own base document, and the reason why a plan was not carried out."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("routing_plans", sa.Column("base", sa.JSON))
    op.add_column("routing_plans", sa.Column("failure", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("routing_plans", "failure")
    op.drop_column("routing_plans", "base")
