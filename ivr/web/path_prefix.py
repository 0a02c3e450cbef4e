"""An application below a path, as PUBLIC_URL may name one: whether the proxy in front takes that path off or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AS_IT_CAME = ("RAW_URI", "REQUEST_URI")


@dataclass(frozen=True, slots=True)
class Below:
    """A WSGI application in front of another, which is answered as if it stood at `path` and knew nothing of it."""

    beyond: "WSGIApplication"
    path: str

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request. Links are made below the path (SCRIPT_NAME) in any case."""
        environ["SCRIPT_NAME"] = self.path
        environ["PATH_INFO"] = self._without(environ["PATH_INFO"])
        for name in _AS_IT_CAME:
            if name in environ:
                environ[name] = self._without(_target(environ[name]))
        return self.beyond(environ, start_response)

    def _without(self, target: str) -> str:
        rest = target.removeprefix(self.path)
        return rest or "/" if rest[:1] in ("", "/", "?") else target


def _target(address: str) -> str:
    """Path and query of an address, which may be whole (RFC 9112, 3.2.2)."""
    return address if address.startswith("/") else urlsplit(address)._replace(scheme="", netloc="").geturl()
