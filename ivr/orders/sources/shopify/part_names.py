"""Names under which orders are asked for: their own, or that of a part of which a webhook told no more."""

import re

_NAME = re.compile(r"(?:(FulfillmentOrder|Return)/)?(\d{1,20})", re.ASCII)


def order_gid(source_id: str) -> str:
    """Shopify's identifier for `1001`, `FulfillmentOrder/7` or `Return/5`; empty for any other text."""
    found = _NAME.fullmatch(source_id)
    return f"gid://shopify/{found[1] or 'Order'}/{found[2]}" if found else ""
