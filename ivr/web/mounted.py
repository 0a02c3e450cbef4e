"""What is for people, seen from the application for calls: answered behind it, or by another server."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


PEOPLES = ("/console", "/api")
"""What people and their programs ask for; everything else is asked by the carrier and by machines."""


@dataclass
class Mounted:
    """A WSGI application in front of another: what `make` gives answers what is for people.

    It is made with the first request for it: a process that is never asked spends neither time nor memory on it.
    """

    beyond: "WSGIApplication"
    make: Callable[[], Flask]
    _making: Lock = field(default_factory=Lock)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        if _is_for_people(environ["PATH_INFO"]):
            return self.application(environ, start_response)
        return self.beyond(environ, start_response)

    @property
    def application(self) -> Flask:
        """What answers there."""
        with self._making:
            return self._made

    @cached_property
    def _made(self) -> Flask:
        return self.make()


def lead_to_console(app: Flask, address: str) -> None:
    """Have the application for calls send people on to the console at `address`; path, query and method stay."""

    def lead() -> ResponseReturnValue | None:
        if not _is_for_people(request.path):
            return None
        target = f"{quote(request.path)}?{request.query_string.decode('latin-1')}".rstrip("?")
        return redirect(address + target, 307)

    app.before_request(lead)


def _is_for_people(path: str) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in PEOPLES)
