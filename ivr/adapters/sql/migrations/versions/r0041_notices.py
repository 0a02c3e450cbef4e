"""Store the texts that are sent before customers call."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_INDEXES = (
    ("order_key",),
    ("about",),
    ("created_at",),
    ("sent_at",),
    ("provider_sid",),
    ("state", "due_at"),
    ("number_key", "sent_at"),
)


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(96), nullable=False),
        sa.Column("order_key", sa.String(192), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("event", sa.String(24), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("arm", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(128), nullable=False),
        sa.Column("number_key", sa.String(64), nullable=False),
        sa.Column("number_hint", sa.String(8), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("watched_until", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("claimed_at", Utc()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", Utc()),
        sa.Column("settled_at", Utc()),
        sa.Column("provider_sid", sa.String(64), nullable=False),
        sa.Column("error_code", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    for columns in _INDEXES:
        op.create_index(f"ix_notices_{'_'.join(columns)}", "notices", list(columns))


def downgrade() -> None:
    op.drop_table("notices")
