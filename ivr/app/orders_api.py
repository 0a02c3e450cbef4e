"""The API that takes orders, composed for this line."""

from ivr.adapters.redis.rate_limits.requests import RequestLimit
from ivr.adapters.redis.stored_replies import StoredReplies
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.app.parts import Parts
from ivr.app.reading import reading_of
from ivr.web.api.orders import OrdersApi
from ivr.web.api.tokens import read_tokens


def orders_api_of(parts: Parts) -> OrdersApi:
    """The parts of the API of orders."""
    stores = parts.stores
    return OrdersApi(
        reading=lambda: reading_of(parts.settings, parts.clock()),
        apply=NewsWriter(stores.engine, parts.clock).apply,
        by_key=OrderIndex(stores.engine, stores.reader).by_identity,
        tokens=read_tokens(parts.settings.api_tokens),
        may_send=RequestLimit(stores.redis, parts.key).take,
        replies=StoredReplies(stores.redis, parts.key),
    )
