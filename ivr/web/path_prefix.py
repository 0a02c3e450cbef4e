"""Serves an application below the path of PUBLIC_URL, whether or not the proxy in front strips that path."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AS_IT_CAME = ("RAW_URI", "REQUEST_URI")


@dataclass(frozen=True, slots=True)
class PathPrefix:
    """WSGI middleware that makes the inner application independent of its public `path`."""

    beyond: "WSGIApplication"
    path: str

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request. Links are always generated below the path (SCRIPT_NAME)."""
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
    """Path and query of a request target, which can be in absolute form (RFC 9112, 3.2.2)."""
    return address if address.startswith("/") else urlsplit(address)._replace(scheme="", netloc="").geturl()
