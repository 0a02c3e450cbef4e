"""Orders, and the index from phone numbers to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("keypad", sa.String(64), nullable=False),
        sa.Column("digits", sa.String(64), nullable=False),
        sa.Column("customer", sa.String(64), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_orders")),
    )
    op.create_index(op.f("ix_orders_keypad"), "orders", ["keypad"])
    op.create_index(op.f("ix_orders_digits"), "orders", ["digits"])
    op.create_index(op.f("ix_orders_customer"), "orders", ["customer"])
    op.create_table(
        "order_phones",
        sa.Column("e164", sa.String(16), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("order_key", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_key"], ["orders.key"], name=op.f("fk_order_phones_order_key_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("e164", "placed_at", "order_key", name=op.f("pk_order_phones")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_order_phones_order_key"), "order_phones", ["order_key"])


def downgrade() -> None:
    op.drop_table("order_phones")
    op.drop_table("orders")
