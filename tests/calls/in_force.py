"""Routing documents that are in force in a whole call."""

from typing import Any

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.app.parts import Stores, editor_of, store_of
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import DEFAULT, of_json, read_file, to_json
from tests.shop import Shop


def put_in_force(settings: Settings, stores: Stores, shop: Shop, **fields: Any) -> None:
    """Publish the packaged document with these fields, as `wismo routing publish` does."""
    store = store_of(settings, stores.engine, shop.now, editor_of(settings))
    store.publish(of_json({**to_json(read_file(DEFAULT)), **fields}), actor=Actor("a test", "cli"), note="")
    Announcements(stores.redis, store).tell()
