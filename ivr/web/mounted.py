"""A part of the addresses, answered by an application of its own that is made when it is first asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass
class Mounted:
    """A WSGI application in front of another: what `make` gives answers `prefix`, and all that is below it.

    A process that is never asked for it spends neither time nor memory on it.
    """

    beyond: "WSGIApplication"
    prefix: str
    make: Callable[[], Flask]
    _making: Lock = field(default_factory=Lock)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"]
        if path == self.prefix or path.startswith(f"{self.prefix}/"):
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
