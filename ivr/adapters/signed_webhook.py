"""Posts to a webhook elsewhere: signed as Standard Webhooks has it, and never into a network that is not meant.

The secret is shared with the receiver, which checks an HMAC-SHA256 over id, time and body (docs/requests.md).
"""

import hmac
import socket
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol
from urllib.parse import urlsplit

import httpx2

PATIENCE = 10.0
"""Seconds to connect, and for each read and write."""
PREFIX = "whsec_"
_TRANSLATED = ip_network("64:ff9b::/96")
"""IPv6 addresses that lead to any IPv4 address (RFC 6052)."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class NotSent(Exception):
    """Nothing was sent: the address cannot be resolved or reached, or is not allowed. Without personal data."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a webhook: HTTP status, and the Retry-After header as it came."""

    status: int
    retry_after: str = ""


class Resolve(Protocol):
    """Looks up a host name."""

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """The IP addresses of a host, in the order to try. Raises OSError."""


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a host by the system's resolver. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def signature(secret: str, name: str, at: int, body: bytes) -> str:
    """The value of the header webhook-signature for a message by id, time (seconds) and body."""
    key = b64decode(secret.removeprefix(PREFIX))
    return f"v1,{b64encode(hmac.digest(key, f'{name}.{at}.'.encode() + body, sha256)).decode()}"


@dataclass(frozen=True, slots=True)
class SignedWebhook:
    """A webhook; without a secret messages are not signed.

    Private addresses are reached only in `networks`, and only there without TLS.

    The host is looked up once for each message and the connection goes to what was found and checked, so that a name
    cannot lead elsewhere in between. Redirects are not followed, and no proxy of the environment is used.
    """

    url: str
    secret: str = field(repr=False)
    networks: Sequence[Network] = ()
    resolve: Resolve = resolved
    setting: str = "WISMO_REQUESTS_NETWORKS"
    """The setting of these networks, for errors."""
    also_secrets: Sequence[str] = field(default=(), repr=False)
    """Secrets that sign beside `secret`, while the receiver changes from one to the other."""

    def send(self, name: str, body: bytes, at: int) -> Reply:
        """Post a message with an id, at a time (seconds). Raises NotSent, without a word of the message."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Wismo",
            "webhook-id": name,
            "webhook-timestamp": str(at),
        }
        if self.secret:
            secrets = (self.secret, *self.also_secrets)
            headers["webhook-signature"] = " ".join(signature(secret, name, at, body) for secret in secrets)
        fault = "it has no address"
        for address in self.addresses():
            try:
                return self._post(address, body, headers)
            except httpx2.ConnectError as error:
                fault = f"nobody answers there ({type(error).__name__})"
            except httpx2.HTTPError as error:
                raise NotSent(f"it does not answer ({type(error).__name__})") from None
        raise NotSent(fault)

    def addresses(self) -> list[Address]:
        """The addresses to connect to, all of them allowed. Raises NotSent."""
        parts = urlsplit(self.url)
        try:
            found = [ip_address(each) for each in self.resolve(parts.hostname or "", self._port)]
        except (OSError, ValueError, UnicodeError):
            raise NotSent("its host cannot be found") from None
        for each in found:
            if not self._is_named(each) and (parts.scheme != "https" or not is_public(each)):
                raise NotSent(f"{each} is not allowed: a private address must be in {self.setting}")
        return found

    @property
    def _port(self) -> int:
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    def _is_named(self, address: Address) -> bool:
        return any(meant in network for meant in _meanings(address) for network in self.networks)

    def _post(self, address: Address, body: bytes, headers: dict[str, str]) -> Reply:
        parts = urlsplit(self.url)
        place = f"[{address}]" if address.version == 6 else str(address)
        there = parts._replace(netloc=f"{place}:{self._port}").geturl()
        named = {**headers, "Host": parts.netloc}
        with (
            httpx2.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST", there, content=body, headers=named, extensions={"sni_hostname": parts.hostname}
            ) as reply,
        ):
            return Reply(reply.status_code, reply.headers.get("retry-after", ""))


def is_public(address: Address) -> bool:
    """Whether an address, and whatever IPv4 address it stands for, is one of the public internet."""
    return all(each.is_global and not each.is_multicast for each in _meanings(address))


def _meanings(address: Address) -> Iterator[Address]:
    """An address, or the IPv4 address that it is another form of; both for those that a gateway translates."""
    if isinstance(address, IPv4Address):
        yield address
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
        return
    yield address
    if address.sixtofour:
        yield address.sixtofour
    if address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
