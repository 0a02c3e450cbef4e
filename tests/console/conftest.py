"""A headless browser, signed in to the console of the real application."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ivr.accounts import Role, User
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.adapters.sql.users import SqlUsers
from ivr.app.parts import Stores
from ivr.reporting.audit import Actor
from routing.document import read
from routing.model import Routing
from tests.calls.conftest import PUBLIC_URL, app, clock, phone, redis_url, settings, shop, stores, switchboard
from tests.console.drafting import DOCUMENT
from tests.shop import Shop

__all__ = ["app", "clock", "phone", "redis_url", "settings", "shop", "stores", "switchboard"]

PASSWORD = "a long enough phrase"


class Forms(HTMLParser):
    """The forms of a page: the action and the fields' values of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._field, self._option, self._first = "", False, False
        self._value: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
        if not self.forms:
            return
        fields = self.forms[-1][1]
        if tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            fields.setdefault(given.get("name", ""), []).append(given.get("value", "on"))
        if tag in ("select", "textarea"):
            self._field, self._first = given.get("name", ""), True
            fields.setdefault(self._field, []).append("")
        if tag == "option":
            self._option, self._value = "selected" in given or self._first, given.get("value")
            self._first = False
            self._choose(fields)

    def handle_endtag(self, tag: str) -> None:
        self._field = "" if tag in ("select", "textarea") else self._field

    def handle_data(self, data: str) -> None:
        if self._field and self.lasttag == "textarea":
            self.forms[-1][1][self._field][-1] += data
        elif self._field and self._option and self._value is None:
            self.forms[-1][1][self._field][-1] = data
            self._option = False

    def _choose(self, fields: dict[str, list[str]]) -> None:
        if self._option and self._value is not None:
            fields[self._field][-1] = self._value
            self._option = False


@dataclass
class Browser:
    """Requests pages and submits their forms; fields that are not typed are sent unchanged."""

    client: FlaskClient
    page: str = ""
    status: int = 0

    def opens(self, path: str) -> "Browser":
        return self._keep(self.client.get(f"/console{path}", follow_redirects=True, base_url=PUBLIC_URL))

    def sends(self, path: str, **typed: str | list[str]) -> "Browser":
        forms = Forms(self.page).forms
        named = [fields for action in (f"/console{path}", "") for to, fields in forms if to == action]
        form = {**(named[0] if named else forms[0][1] if forms else {}), **typed}
        headers = {"Referer": f"{PUBLIC_URL}/console/"}
        return self._keep(
            self.client.post(f"/console{path}", data=form, follow_redirects=True, headers=headers, base_url=PUBLIC_URL)
        )

    def shows(self, *texts: str) -> "Browser":
        plain = " ".join(re.sub(r"<[^>]+>", " ", self.page).split())
        missing = [text for text in texts if text not in plain and text not in self.page]
        assert not missing, f"{missing} not in: {plain[:3000]}"
        return self

    def _keep(self, answer: TestResponse) -> "Browser":
        self.page, self.status = answer.get_data(as_text=True), answer.status_code
        return self


@pytest.fixture
def console(app: Flask) -> Flask:
    """The application that answers /console."""
    found: Flask = app.extensions["console"].application
    return found


@pytest.fixture
def users(stores: Stores, shop: Shop) -> SqlUsers:
    """The users of the console, none yet."""
    return SqlUsers(stores.engine, clock=shop.now, key=b"a-secret-for-tests")


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """Opens a new browser."""
    return lambda: Browser(app.test_client())


@pytest.fixture
def signed_in(users: SqlUsers, browser: Callable[[], Browser]) -> Callable[..., Browser]:
    """A browser signed in with a role."""

    def of(role: Role, name: str = "", **rights: object) -> Browser:
        name = name or f"{role}-of-tests"
        users.add(User(name, role, **rights))  # type: ignore[arg-type]
        path = f"/link/{users.link(name)}"
        return browser().opens(path).sends(path, password=PASSWORD, again=PASSWORD)

    return of


@pytest.fixture
def document() -> Routing:
    """The routing in force; a module may override this fixture."""
    return read(DOCUMENT)


@pytest.fixture
def store(document: Routing, stores: Stores, shop: Shop) -> RoutingStore:
    """The store that the pages write to."""
    store = RoutingStore(stores.engine, clock=shop.now, first=document)
    store.publish(document, actor=Actor("setup", "cli"), note="to begin with")
    return store


@pytest.fixture
def ada(store: RoutingStore, signed_in: Callable[..., Browser]) -> Browser:
    """An admin."""
    return signed_in("admin", name="ada")
