"""The console put together: its rooms, its doors, and what the application must know of it."""

from collections.abc import Iterable
from typing import Protocol

from flask import Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from ivr.adapters.sql.users import Role, SqlUsers
from ivr.console.page import EVERYBODY, Pages, me, refusal

HOMES: dict[Role, str] = {"admin": "queues", "supervisor": "board", "auditor": "audit", "vendor": "calls"}
"""What each role sees first."""


class Room(Protocol):
    """A group of pages."""

    def add_to(self, pages: Pages) -> None:
        """Every page of it, each with the roles that may see it."""


def furnish(app: Flask, rooms: Iterable[Room], *, users: SqlUsers, key: str, path: str, is_https: bool) -> Pages:
    """Give the application a console at /console/, below `path`. `key` signs the cookies."""
    app.secret_key = key or None
    app.config.update(
        SESSION_COOKIE_NAME="wismo_console",
        SESSION_COOKIE_PATH=f"{path}/console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        WTF_CSRF_CHECK_DEFAULT=False,  # the telephone's and the API's requests have proofs of their own
        WTF_CSRF_TIME_LIMIT=None,
    )
    pages = Pages(users, is_https=is_https)
    pages.add("/", "home", home, to=EVERYBODY)
    for room in rooms:
        room.add_to(pages)
    pages.add("/<path:unknown>", "unknown", lambda unknown: nowhere(None), to=EVERYBODY)  # noqa: ARG005 - Flask names it
    pages.blueprint.register_error_handler(CSRFError, lambda _error: stale(pages.page_of_form()))
    pages.blueprint.register_error_handler(403, not_yours)
    pages.blueprint.register_error_handler(404, nowhere)
    CSRFProtect(app)
    pages.keeper().init_app(app)
    app.register_blueprint(pages.blueprint)
    app.extensions["console"] = pages
    return pages


def home() -> ResponseReturnValue:
    """Where somebody's work is."""
    return redirect(url_for(f"console.{HOMES[me().role]}"))


def stale(page: str) -> ResponseReturnValue:
    """A form whose proof of having come from our own page is missing or old; `page` is where it stands."""
    advice = (
        "You signed out or in since you opened it. Load the page again: what you typed is there, to be sent once more."
    )
    return refusal(400, "This form is too old", advice, again=page, ended=True)


def not_yours(_error: Exception) -> ResponseReturnValue:
    """Somebody else's page."""
    return refusal(403, "This page is not for you", f"You are signed in as {me().name} ({me().role}).")


def nowhere(_error: Exception | None) -> ResponseReturnValue:
    """No page."""
    return refusal(404, "There is no such page", "It may have been renamed or removed since you came.")
