"""Requests to the REST API of one WooCommerce shop, with refusals in the words of WordPress and WooCommerce."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from ivr.adapters.http_client import HttpRefused, JsonAnswer, JsonClient
from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.source import Source, SourceRefused, SourceSilent

DEADLINE = 30.0
"""Seconds for a page of 100 orders. Shops on shared hosts take ten and more."""

Params: TypeAlias = Mapping[str, str | int]
NO_PARAMS: Params = MappingProxyType({})

_NO_ROUTE = "rest_no_route"
_REFUSALS: Mapping[str, str] = {
    _NO_ROUTE: "there is no WooCommerce at this address: give the address of the shop's first page, and see that "
    "WooCommerce is active",
    "woocommerce_rest_authentication_error": "WooCommerce does not accept the API key: check consumer key and secret, "
    "and that its permissions are Read/Write",
    "woocommerce_rest_cannot_view": "WooCommerce does not let this API key read: its user has to be a shop manager, "
    "and the web server has to pass the header Authorization on to PHP",
    "woocommerce_rest_cannot_create": "WooCommerce does not let this API key make webhooks: its user has to be a shop "
    "manager",
}
"""What to mend, by WordPress's code of an error."""
_BY_STATUS: Mapping[int, str] = {
    401: "the shop does not accept the API key, or its web server does not pass the header Authorization on to PHP "
    "(HTTP 401)",
    403: "the shop refuses before WooCommerce is asked (HTTP 403): a security plugin or firewall has to let this line "
    "ask below /wp-json/wc/",
    404: "nothing answers below /wp-json/ (HTTP 404): give the address of the shop's first page, and see that "
    "permalinks are not set to Plain",
}
"""What to mend, where a status comes without a code: a web server or firewall answered."""


def shop_address(text: str) -> str:
    """The address of a shop's first page, https where it names no scheme. Raises SourceRefused for plain http.

    The API key goes with every request, so http is for this machine alone.
    """
    text = text.strip()
    parts = _parts(text if "://" in text else f"https://{text}")
    if parts.scheme == "http" and not _is_here(parts.hostname or ""):
        raise SourceRefused("the shop's address begins with http: give the one with https, since the API key is sent")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('/wp-json')}"


class WooCommerceClient:
    """The REST API below `/wp-json`. Every method raises SourceRefused and SourceSilent."""

    def __init__(self, source: Source, *, deadline: float = DEADLINE) -> None:
        key = ":".join(source.secrets.get(name, "").strip() for name in ("consumer_key", "consumer_secret"))
        headers = {"Authorization": f"Basic {b64encode(key.encode()).decode()}"}
        self.address = shop_address(source.address)
        self._http = JsonClient("the shop", f"{self.address}/wp-json", headers, deadline=deadline)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def object(self, path: str, params: Params = NO_PARAMS, *, patience: float | None = None) -> Payload:
        """The object at a path."""
        return Payload.of(self._ask("GET", path, params=params, patience=patience).value)

    def objects(self, path: str, params: Params = NO_PARAMS, *, patience: float | None = None) -> list[Payload]:
        """The list at a path."""
        return _listed(self._ask("GET", path, params=params, patience=patience).value)

    def page(self, path: str, params: Params) -> tuple[list[Payload], int | None]:
        """A page of a list, and how many there are in all, if the shop says so."""
        answer = self._ask("GET", path, params=params)
        total = answer.headers.get("x-wp-total", "")
        return _listed(answer.value), int(total[:12]) if total.isascii() and total.isdecimal() else None

    def send(self, path: str, body: JsonValue) -> Payload:
        """The answer to an object that is sent."""
        return Payload.of(self._ask("POST", path, body=body).value)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Params = NO_PARAMS,
        body: JsonValue = None,
        patience: float | None = None,
    ) -> JsonAnswer:
        with _refusals_explained():
            return self._http.ask(method, path, params=params, body=body, patience=patience)


def code_of(error: HttpRefused) -> str:
    """The code that WordPress gives to an error; empty without one."""
    return Payload.of(error.body).text("code")


def is_no_route(error: HttpRefused) -> bool:
    """Whether the shop has no such part of the API: a plugin is missing, or a feature is off."""
    return error.status == 404 and code_of(error) == _NO_ROUTE


@contextmanager
def _refusals_explained() -> Iterator[None]:
    try:
        yield
    except HttpRefused as error:
        code = code_of(error)
        words = _REFUSALS.get(code) or ("" if code else _BY_STATUS.get(error.status)) or str(error)
        raise HttpRefused(words, error.status, error.body) from None


def _listed(value: JsonValue) -> list[Payload]:
    """The objects of a list. Anything else is no answer: an empty list would mean that there are none."""
    if not isinstance(value, list):
        raise SourceSilent("the shop answers with something else than a list")
    return [Payload(each) for each in value if isinstance(each, dict)]


def _parts(address: str) -> SplitResult:
    """The parts of an address. Raises SourceRefused if it is none."""
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or "@" in parts.netloc:
        raise SourceRefused("the address of the shop is no web address, such as https://shop.example.com")
    return parts


def _is_here(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
