"""The types of settings. Each rejects a wrong value with a reason that repeats no part of it."""

import re
from base64 import b64decode
from collections.abc import Callable
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson
from pydantic import AfterValidator, AliasChoices, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from ivr.settings.addresses import database_address, place, public_address, redis_address, web_address

LARGEST_PICTURE = 100_000
"""Bytes."""
_LOCALE = re.compile(r"[a-z]{2,3}-[A-Z]{2}")
_PRINTED = re.compile(r"[!-~]*")
_EDGES = "\ufeff\u200b\u200c\u200d\u2060\u00a0\u3000"
"""Invisible marks and blanks, some of which str.strip leaves."""
_QUOTES = ('""', "''", "\u201c\u201d", "\u2018\u2019")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def cleaned(value: str) -> str:
    """A value without the blanks, quotes, byte order marks and line ends that environments put around it.

    Raises ValueError if a control character is left inside.
    """
    stripped = _stripped(value)
    while len(stripped) > 1 and stripped[0] + stripped[-1] in _QUOTES:
        stripped = _stripped(stripped[1:-1])
    if _CONTROL.search(stripped):
        raise ValueError("has a line break or another control character in its midst")
    return stripped


def _stripped(value: str) -> str:
    before = None
    while before != value:
        before, value = value, value.strip().strip(_EDGES)
    return value


def _like(pattern: str, reason: str) -> Callable[[str], str]:
    """A check of the whole value. Raises ValueError with the reason."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(reason)
        return value

    return check


def _each(check: Callable[[str], str]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    return lambda values: tuple(map(check, values))


def _split(value: object) -> object:
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


def _json(value: object) -> object:
    try:
        return orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        raise ValueError('must be JSON: {"id": "secret"}') from None


def _printed(value: SecretStr) -> SecretStr:
    if not _PRINTED.fullmatch(value.get_secret_value()):
        raise ValueError("must have no blank and no special letter in its midst")
    return value


def _signing(value: SecretStr) -> SecretStr:
    text = value.get_secret_value().removeprefix("whsec_")
    try:
        size = len(b64decode(text, validate=True))
    except ValueError:
        size = 0
    if text and not 24 <= size <= 64:
        raise ValueError("must be whsec_ and 24 to 64 bytes in base64, as `openssl rand -base64 32` makes them")
    return value


def _mail_server(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    try:
        is_right = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right or parts.path.strip("/"):
        raise ValueError("must be smtp://user:password@host:port, or smtps:// for TLS from the start")
    return value


def _country(value: str) -> str:
    from phonenumbers import SUPPORTED_REGIONS  # loads all that it knows of numbers

    if value not in SUPPORTED_REGIONS:
        raise ValueError("must be of two capital letters (ISO 3166), such as US or GB")
    return value


def _locale(value: str) -> str:
    from prompts.catalogue import packaged  # loads what reads words

    here = packaged()
    if not _LOCALE.fullmatch(value) or value[:2] not in {locale[:2] for locale in here}:
        raise ValueError(f"must be languages that have words under prompts/locales: {', '.join(here)}")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be an IANA time zone such as Europe/Madrid") from None
    return value


def _networks(value: object) -> object:
    try:
        return tuple(map(ip_network, value)) if isinstance(value, tuple) else value
    except ValueError:
        raise ValueError("must be networks such as 10.0.0.0/8, or addresses, with commas between") from None


def _file(value: Path) -> Path:
    if not value.is_file():
        raise ValueError("there is no such file")
    return value


def _picture(value: Path) -> Path:
    if value.suffix.casefold() not in (".svg", ".png") or _file(value).stat().st_size > LARGEST_PICTURE:
        raise ValueError("must be an SVG or PNG file of at most 100 kB")
    return value


def _company(value: str) -> str:
    if find_spec("authlib") is None:
        raise ValueError("needs the extra oidc: pip install 'wismo[oidc]'")
    return web_address(value)


def _collector(value: str) -> str:
    try:
        found = find_spec("opentelemetry.sdk") and find_spec("opentelemetry.exporter.otlp.proto.http")
    except ModuleNotFoundError:  # a package above it is not there either
        found = None
    if found is None:
        raise ValueError("needs the extra traces: pip install 'wismo[traces]'")
    return web_address(value)


_COLOUR = _like(r"(#[0-9a-fA-F]{6})?", "must be a colour such as #0b5c5c")
_SENDER = _like(r"\+[1-9][0-9]{6,14}|MG\w{32}|[0-9]{3,8}", "must be a number such as +18005550199, or MG...")
_ACCOUNT = _like(r"AC[0-9a-fA-F]{32}", "must be AC and 32 hexadecimal digits, as Twilio's console shows it first")
_HOLDER = _like(
    r"[^:]+:(admin|reader|orders|requests):[0-9a-fA-F]{64}",
    "must be name:ROLE:HASH: admin, reader, orders or requests, and SHA-256 in hex",
)
_GRANT = _like(r".+=(supervisor|agent|auditor|vendor:.+)", "must be value=supervisor, =agent, =auditor or =vendor:NAME")

PublicAddress = Annotated[str, AfterValidator(public_address)]
WebAddress = Annotated[str, AfterValidator(web_address)]
RedisAddress = Annotated[str, AfterValidator(redis_address)]
DatabaseAddress = Annotated[str, AfterValidator(database_address)]
Place = Annotated[str, AfterValidator(place)]
Issuer = Annotated[str, AfterValidator(_company)]
Collector = Annotated[str, AfterValidator(_collector)]
Token = Annotated[SecretStr, AfterValidator(_printed)]
SigningSecret = Annotated[SecretStr, AfterValidator(_printed), AfterValidator(_signing)]
MailServer = Annotated[SecretStr, AfterValidator(_printed), AfterValidator(_mail_server)]
Account = Annotated[str, AfterValidator(_ACCOUNT)]
Sender = Annotated[str, AfterValidator(_SENDER)]
Country = Annotated[str, AfterValidator(_country)]
Locale = Annotated[str, AfterValidator(_locale)]
Zone = Annotated[str, AfterValidator(_zone)]
Colour = Annotated[str, AfterValidator(_COLOUR)]
Picture = Annotated[Path, AfterValidator(_picture)]
ExistingFile = Annotated[Path, AfterValidator(_file)]
SharedKeys = Annotated[dict[str, SecretStr], NoDecode, BeforeValidator(_json)]
Countries = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_each(_country))]
Locales = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_each(_locale))]
Holders = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_each(_HOLDER))]
Grants = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_each(_GRANT))]
Network = IPv4Network | IPv6Network
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks), BeforeValidator(_split)]


def plain_name(name: str) -> AliasChoices:
    """A variable with a name of its own, without the WISMO_ prefix."""
    return AliasChoices(name, name.lower())
