"""Index the words of agents' notes.

SQLite, which has small tables, reads the notes instead. docs/search.md has the statement that makes the index of a
large table beforehand; one that is there is left alone.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NOTE_WORDS = "ix_handlings_note_words"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        words = "to_tsvector('simple', note)"
        op.execute(f"CREATE INDEX IF NOT EXISTS {NOTE_WORDS} ON handlings USING gin ({words})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(NOTE_WORDS, "handlings")
