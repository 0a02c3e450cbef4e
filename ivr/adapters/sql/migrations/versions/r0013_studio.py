"""Studio recordings by people, which replace synthesized ones."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recordings", sa.Column("instead_of", sa.String(32)))


def downgrade() -> None:
    op.drop_column("recordings", "instead_of")
