"""Every saving of the draft; users of a company's own sign-in; codes that work once."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drafts = sa.table("routing_drafts", *map(sa.column, ("document", "author", "saved_at", "based_on", "is_open")))
    begun = op.get_bind().execute(sa.select(drafts.c.document, drafts.c.author, drafts.c.saved_at, drafts.c.based_on))
    kept = begun.mappings().all()
    op.drop_table("routing_drafts")
    op.create_table(
        "routing_drafts",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_routing_drafts")),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("is_open = true")
    op.create_index(
        op.f("ix_routing_drafts_is_open"), "routing_drafts", ["is_open"], unique=True,
        sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip
    for row in kept:
        op.execute(sa.insert(drafts).values(**row, is_open=True))
    op.add_column("console_users", sa.Column("company", sa.String(80), nullable=False, server_default=""))
    op.add_column("console_users", sa.Column("last_code", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("console_users", "last_code")
    op.drop_column("console_users", "company")
    op.drop_index(op.f("ix_routing_drafts_is_open"), "routing_drafts")
    op.drop_table("routing_drafts")
    op.create_table(
        "routing_drafts",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_routing_drafts")),
    )
