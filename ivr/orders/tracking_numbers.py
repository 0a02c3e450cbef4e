"""Tracking numbers: by which of them the parcels of several sources are known to be the same."""

from functools import lru_cache

from ivr.orders.order_numbers import folded

SHORTEST = 6
LONGEST = 64


@lru_cache(maxsize=4096)  # a batch of orders asks for each several times
def tracking_key(text: str) -> str:
    """A tracking number in capitals without signs; empty for a text that identifies no parcel, such as "n/a"."""
    key = folded(text)
    is_one = SHORTEST <= len(key) <= LONGEST and any(sign.isdecimal() for sign in key)
    return key if is_one else ""
