"""Store tokens of the API."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc()),
        sa.Column("used_at", Utc()),
        sa.PrimaryKeyConstraint("digest", name="pk_api_tokens"),
    )
    for column in ("id", "name"):
        op.create_index(f"uq_api_tokens_{column}", "api_tokens", [column], unique=True)


def downgrade() -> None:
    op.drop_table("api_tokens")
