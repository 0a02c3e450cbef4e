"""Console and API requests at the server for calls: answered by a mounted application or by another server."""

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
"""Path prefixes of console and API; all other paths are for Twilio and for machines."""


@dataclass
class Mounted:
    """WSGI middleware: the application that `make` returns answers requests for console and API.

    It is created on the first such request; a process without any spends neither time nor memory on it.
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
        """The mounted application."""
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
