"""Strict parsing of the addresses among the settings: each is accepted in the form its client uses, or rejected.

A rejection repeats no part of the address, which may hold a password.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.%]+\]")
_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_OURS = ("voice", "console", "api", "audio", "webhooks", "healthz", "readyz", "metrics")
"""First segments of our own paths, which a path of PUBLIC_URL must not begin with."""
_AMBIGUOUS = "has an @ after its host: in a user or password write / ? # and % as %2F %3F %23 and %25"
_SSL = ("ssl_cert_reqs", "ssl_check_hostname", "ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")
_REDIS = {"redis": "redis", "rediss": "rediss", "valkey": "redis", "valkeys": "rediss"}
# fmt: off
_LIBPQ = frozenset({
    "application_name", "channel_binding", "client_encoding", "connect_timeout", "dbname", "gssencmode",
    "host", "keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "options", "passfile",
    "password", "port", "require_auth", "service", "sslcert", "sslcrl", "sslkey", "sslmode", "sslnegotiation",
    "sslpassword", "sslrootcert", "sslsni", "target_session_attrs", "tcp_user_timeout", "user",
})
# fmt: on
"""Connection parameters that an operator may want (PostgreSQL manual, libpq, Parameter Key Words)."""
_OTHERS = frozenset({"connection_limit", "pool_timeout", "statement_cache_size", "prepared_statements", "schema"})
"""Parameters of other drivers, which libpq rejects; they are removed."""
SHORTEST = 6
"""Shortest password that is kept out of logs, in characters: a shorter one occurs in ordinary words."""
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_FLAGS = ("true", "false", "1", "0", "yes", "no", "on", "off")


@dataclass(frozen=True, slots=True)
class _Parts:
    """An address with its user and password decoded; `place` is host and port as they stand."""

    scheme: str
    user: str | None
    password: str | None
    place: str
    path: str
    query: dict[str, str]

    def text(self) -> str:
        """The address, percent-encoded."""
        user = "" if self.user is None else quote(self.user, safe="")
        password = "" if self.password is None else f":{quote(self.password, safe='')}"
        at = "@" if user or password else ""
        query = f"?{urlencode(self.query, quote_via=quote)}" if self.query else ""
        return f"{self.scheme}://{user}{password}{at}{self.place}{self.path}{query}"


def public_address(value: str) -> str:
    """PUBLIC_URL without a slash at its end. Raises ValueError."""
    parts = _http(value)
    if parts.query or value.endswith("?"):
        raise ValueError("must be an http or https address without a query or fragment")
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path):
        raise ValueError("must have a plain path, such as /ivr, or none")
    if path.split("/")[1:2] and path.split("/")[1] in _OURS:
        raise ValueError("must end before /voice or /console, and have another path, such as /ivr, or none")
    return f"{parts.scheme}://{parts.place}{path}"


def web_address(value: str) -> str:
    """An http or https address. Raises ValueError."""
    return _http(value).text()


def _http(value: str) -> _Parts:
    if _scheme(value) not in ("http", "https"):
        raise ValueError("must be an http or https address")
    parts = _parts(value)
    if parts.user is not None:
        raise ValueError("must hold no user and no password")
    if not parts.place:
        raise ValueError("must name a host")
    return parts


def redis_address(value: str) -> str:
    """REDIS_URL as redis-py reads it. Raises ValueError."""
    scheme = _scheme(value)
    if scheme == "unix":
        return _socket(value)
    if "sentinel" in scheme or "cluster" in scheme:
        raise ValueError("must name one Redis: Sentinel and Cluster are not supported, a proxy in front of them is")
    if scheme not in _REDIS:
        raise ValueError("must be a redis://, rediss:// or unix:// address")
    parts = _parts(value)
    if not parts.place:
        raise ValueError("must name a host")
    _check_number(parts.path.strip("/"))
    query = _ssl(parts.query, is_tls=_REDIS[scheme] == "rediss")
    path = f"/{parts.path.strip('/')}" if parts.path.strip("/") else ""
    return _Parts(_REDIS[scheme], parts.user, parts.password, parts.place, path, query).text()


def _socket(value: str) -> str:
    parts = urlsplit(value)
    if not parts.path.startswith("/") or parts.fragment:
        raise ValueError("must give the full path of a socket: unix:///run/redis.sock")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if set(query) - {"db", "username", "password"}:
        raise ValueError("has a parameter that is not known; a socket takes db, username and password")
    _check_number(query.get("db", ""))
    return value


def _ssl(query: dict[str, str], *, is_tls: bool) -> dict[str, str]:
    _check_known(query, {"db", *_SSL})
    _check_number(query.get("db", ""))
    if not is_tls and set(query) & set(_SSL):
        raise ValueError("has parameters of TLS, and is not a rediss:// address")
    asked = query.get("ssl_cert_reqs")
    if asked not in (None, "none", "optional", "required"):
        raise ValueError("ssl_cert_reqs must be none, optional or required")
    if query.get("ssl_check_hostname", "true").lower() not in _FLAGS:
        raise ValueError("ssl_check_hostname must be true or false")
    # Python's ssl refuses to check the name in a certificate that it does not check.
    return query | {"ssl_check_hostname": "false"} if asked == "none" else query


def _check_number(database: str) -> None:
    if database and not (database.isascii() and database.isdigit()):
        raise ValueError("must give its database as a number, such as /0")


def database_address(value: str) -> str:
    """DATABASE_URL as SQLAlchemy reads it, for the drivers that are here. Raises ValueError."""
    scheme = _scheme(value)
    name = scheme.partition("+")[0]
    if name in ("postgres", "postgresql"):
        return _postgres(value)
    if name == "sqlite":
        return _sqlite(value)
    raise ValueError("must be a postgresql:// or sqlite:/// address")


def _postgres(value: str) -> str:
    parts = _parts(value)
    query = {name: given for name, given in parts.query.items() if name not in _OTHERS}
    _check_known(query, _LIBPQ | {"pgbouncer"})
    if query.get("sslmode", "prefer") not in _SSL_MODES:
        raise ValueError(f"sslmode must be one of {', '.join(_SSL_MODES)}")
    if query.get("pgbouncer", "true").lower() not in _FLAGS:
        raise ValueError("pgbouncer must be true or false")
    database = unquote(parts.path[1:])
    if not (database or query.get("dbname") or query.get("service")) or "/" in database:
        raise ValueError("must name a database: postgresql://user:password@host:5432/name")
    path = f"/{quote(database, safe='')}"
    return _Parts("postgresql+psycopg", parts.user, parts.password, parts.place, path, query).text()


def _sqlite(value: str) -> str:
    address = re.sub(r"^[^:]+", "sqlite", value)
    path = address.removeprefix("sqlite:///")
    if path in ("", ":memory:", address) or "?" in path or "#" in path:
        raise ValueError("must be a postgresql:// or sqlite:/// address of a database file")
    return address


def passwords(address: str) -> tuple[str, ...]:
    """The password in a parsed address, as written there and decoded; nothing if it is too short."""
    given = urlsplit(address).password or ""
    return (given, unquote(given)) if len(given) >= SHORTEST else ()


def _check_known(query: dict[str, str], known: Collection[str]) -> None:
    if set(query) - set(known):
        raise ValueError("has a parameter that is not known here; after the ? its driver's own names are taken")


def _scheme(value: str) -> str:
    """The scheme in lower case, or an empty string."""
    scheme, found, _ = value.partition("://")
    return scheme.lower() if found else ""


def _parts(value: str) -> _Parts:
    """Split an address. Raises ValueError."""
    if any(letter.isspace() for letter in value):
        raise ValueError("must have no blank in its midst")
    try:
        split = urlsplit(value)
        query = parse_qsl(split.query, keep_blank_values=True)
    except ValueError:
        raise ValueError("must be an address with a host that can be read") from None
    if split.fragment or value.endswith("#") or "@" in split.path:
        raise ValueError(_AMBIGUOUS if "@" in split.path + split.fragment else "must have no # in it")
    userinfo, at, host = split.netloc.rpartition("@")
    if "@" in split.query and not at and ":" in host:
        raise ValueError(_AMBIGUOUS)
    user, colon, password = userinfo.partition(":")
    return _Parts(
        scheme=split.scheme,
        user=unquote(user) if at else None,
        password=unquote(password) if colon else None,
        place=place(host),
        path=split.path,
        query=dict(query),
    )


def place(text: str) -> str:
    """Check host and port and return them unchanged. Raises ValueError."""
    host, port = text, ""
    if re.search(r":[^\]]*$", text):
        host, _, port = text.rpartition(":")
    if host and not _HOST.fullmatch(host):
        raise ValueError("must name one host in plain letters, or encode what is special in its password")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError("must give a port from 1 to 65535, or encode what is special in its password")
    return text
