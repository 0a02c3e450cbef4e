"""Record the subject of a text, and allow one open callback for a number."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ABOUT = sa.text("about <> ''")
OPEN = sa.text("state IN ('due', 'calling')")
CANCEL_ALL_BUT_THE_FIRST = """
    UPDATE callbacks SET state = 'cancelled'
    WHERE state IN ('due', 'calling') AND EXISTS (
        SELECT 1 FROM callbacks AS other
        WHERE other.number = callbacks.number AND other.state IN ('due', 'calling')
        AND (other.place < callbacks.place OR (other.place = callbacks.place AND other.name < callbacks.name))
    )
"""


def upgrade() -> None:
    op.add_column("messages", sa.Column("about", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_messages_recipient_created_at", "messages", ["recipient", "created_at"])
    op.create_index("ix_messages_about_created_at", "messages", ["about", "created_at"])
    op.create_index(
        "uq_messages_about", "messages", ["call_sid", "about"], unique=True, sqlite_where=ABOUT, postgresql_where=ABOUT
    )
    op.execute(CANCEL_ALL_BUT_THE_FIRST)
    op.create_index("uq_callbacks_open", "callbacks", ["number"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("uq_callbacks_open", "callbacks")
    op.drop_index("uq_messages_about", "messages")
    op.drop_index("ix_messages_about_created_at", "messages")
    op.drop_index("ix_messages_recipient_created_at", "messages")
    op.drop_column("messages", "about")
