"""Record imports of files, what they replaced, and mappings of columns."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("last_at", Utc(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("profile", sa.String(64), nullable=False, server_default=""),
        sa.Column("orders", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("added", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("left_out", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("report", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "import_undo",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("order_key", sa.String(192), nullable=False),
        sa.Column("document", sa.Text()),
        sa.Column("source_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name="fk_import_undo_import_id_imports", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["order_key"], ["orders.key"], name="fk_import_undo_order_key_orders", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "order_key", name="pk_import_undo"),
    )
    op.create_index("ix_import_undo_order_key", "import_undo", ["order_key"])
    op.create_table(
        "column_mappings",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("profile", sa.String(64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(128), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_column_mappings"),
    )


def downgrade() -> None:
    for table in ("column_mappings", "import_undo", "imports"):
        op.drop_table(table)
