"""Keep orders of several sources: whose report each is, what each source says, and the sources themselves."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NARROW, WIDE = sa.String(64), sa.String(192)
OF_A_SOURCE = sa.text("source_id <> ''")
AWAITED = sa.text("awaited_since IS NOT NULL")


def upgrade() -> None:
    _resize(NARROW, WIDE)
    op.add_column("orders", sa.Column("source", sa.String(64), nullable=False, server_default=""))
    op.add_column("orders", sa.Column("source_id", sa.String(128), nullable=False, server_default=""))
    op.add_column("orders", sa.Column("source_at", sa.BigInteger()))
    op.add_column("orders", sa.Column("parts_at", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_orders_source_stored_at", "orders", ["source", "stored_at"])
    op.create_index(
        "ix_orders_source_source_id",
        "orders",
        ["source", "source_id"],
        sqlite_where=OF_A_SOURCE,
        postgresql_where=OF_A_SOURCE,
    )
    _create_reports()
    _create_parcels()
    _create_sources()


def downgrade() -> None:
    for table in ("sources", "parcel_reports", "order_parcels", "order_reports"):
        op.drop_table(table)
    op.drop_index("ix_orders_source_source_id", "orders")
    op.drop_index("ix_orders_source_stored_at", "orders")
    for column in ("parts_at", "source_at", "source_id", "source"):
        op.drop_column("orders", column)
    op.execute("DELETE FROM orders WHERE key LIKE '%\t%'")  # of shops with a name, which the version before has not
    _resize(WIDE, NARROW)


def _resize(old: sa.String, new: sa.String) -> None:
    """Change the length of the keys.

    SQLite copies the tables. It deletes what refers to a table that is dropped, so the telephones are put aside.
    """
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TABLE phones_aside AS SELECT * FROM order_phones")
        op.drop_table("order_phones")
        with op.batch_alter_table("orders") as table:
            table.alter_column("key", existing_type=old, type_=new, existing_nullable=False)
        _create_phones(new)
        op.execute("INSERT INTO order_phones SELECT e164, placed_at, order_key FROM phones_aside")
        op.drop_table("phones_aside")
        return
    op.alter_column("orders", "key", existing_type=old, type_=new, existing_nullable=False)
    op.alter_column("order_phones", "order_key", existing_type=old, type_=new, existing_nullable=False)


def _create_phones(key: sa.String) -> None:
    op.create_table(
        "order_phones",
        sa.Column("e164", sa.String(16), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("order_key", key, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_key"], ["orders.key"], name="fk_order_phones_order_key_orders", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("e164", "placed_at", "order_key", name="pk_order_phones"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_order_phones_order_key", "order_phones", ["order_key"])


def _create_reports() -> None:
    op.create_table(
        "order_reports",
        sa.Column("order_key", WIDE, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("source_id", sa.String(128), nullable=False),
        sa.Column("source_at", sa.BigInteger()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("parts_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_key", "source", name="pk_order_reports"),
    )
    op.create_index("ix_order_reports_source_source_id", "order_reports", ["source", "source_id"])


def _create_parcels() -> None:
    op.create_table(
        "order_parcels",
        sa.Column("tracking_number", sa.String(64), nullable=False),
        sa.Column("order_key", WIDE, nullable=False),
        sa.Column("carrier", sa.String(80), nullable=False),
        sa.Column("awaited_since", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["order_key"], ["orders.key"], name="fk_order_parcels_order_key_orders", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tracking_number", "order_key", name="pk_order_parcels"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_order_parcels_order_key", "order_parcels", ["order_key"])
    op.create_index(
        "ix_order_parcels_awaited_since",
        "order_parcels",
        ["awaited_since"],
        sqlite_where=AWAITED,
        postgresql_where=AWAITED,
    )
    op.create_table(
        "parcel_reports",
        sa.Column("tracking_number", sa.String(64), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("source_at", sa.BigInteger()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("tracking_number", "source", name="pk_parcel_reports"),
    )


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("brand", sa.String(64), nullable=False),
        sa.Column("address", sa.String(255), nullable=False),
        sa.Column("shop", sa.String(64), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("connected_at", Utc(), nullable=False),
        sa.Column("heard_at", Utc()),
        sa.Column("synced_at", Utc()),
        sa.Column("sync_began_at", Utc()),
        sa.Column("cursor", sa.Text(), nullable=False, server_default=""),
        sa.Column("done", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("of", sa.Integer()),
        sa.Column("trouble", sa.Text(), nullable=False, server_default=""),
        sa.Column("trouble_at", Utc()),
        sa.Column("is_refused", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("name", name="pk_sources"),
    )
