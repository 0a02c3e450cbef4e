"""Store what callers answer after they talked with an agent."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("caller_key", sa.String(64), nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("vendor", sa.String(128), nullable=False),
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("issue", sa.String(32), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("score", sa.Integer()),
        sa.Column("solved", sa.Boolean()),
        sa.Column("answered_at", Utc()),
        sa.PrimaryKeyConstraint("call_sid", name="pk_survey_answers"),
    )
    op.create_index("ix_survey_answers_asked_at", "survey_answers", ["asked_at"])
    op.create_index("ix_survey_answers_queue_asked_at", "survey_answers", ["queue", "asked_at"])
    op.create_index("ix_survey_answers_caller_key_asked_at", "survey_answers", ["caller_key", "asked_at"])


def downgrade() -> None:
    op.drop_table("survey_answers")
