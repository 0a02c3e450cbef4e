"""The console of one application."""

from functools import partial

from flask import Flask

from ivr.adapters.routings.store import RoutingStore
from ivr.adapters.tries import SignInTries
from ivr.adapters.users import SqlUsers
from ivr.app.parts import Parts, routing_of
from ivr.web.console.doors import Doors
from ivr.web.console.house import Room, furnish
from ivr.web.console.people import People


def console(app: Flask, parts: Parts) -> None:
    """Put the console into the application."""
    users = SqlUsers(parts.stores.engine, clock=parts.clock, key=parts.key)
    store = RoutingStore(parts.stores.engine, clock=parts.clock, first=routing_of(parts.settings))
    rooms: list[Room] = [
        Doors(users, SignInTries(parts.stores.redis, parts.key)),
        People(users, vendors=lambda: store.current().routing.vendors, address=partial(_absolute, parts)),
    ]
    settings = parts.settings
    furnish(
        app,
        rooms,
        users=users,
        key=settings.secret_key.get_secret_value(),
        is_https=settings.public_url.startswith("https://"),
    )


def _absolute(parts: Parts, path: str) -> str:
    return parts.settings.public_url + path
