"""What a call leaves in the record."""

from sqlalchemy import text

from ivr.app import Stores
from ivr.carrier import Phone
from tests.shop import Shop


def rows(stores: Stores, query: str) -> list[tuple[object, ...]]:
    with stores.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
