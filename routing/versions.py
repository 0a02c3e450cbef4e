"""Versions of the routing document and its draft, as data."""

from dataclasses import dataclass
from datetime import datetime

from routing.model import Routing


class Conflict(Exception):
    """Another person changed it first. The message tells who, when and what."""


class ApprovalNeeded(Exception):
    """Another admin has to approve the document before it is published."""


class UnknownVersion(Exception):
    """There is no version of that number."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published document. Number 0 is the one that came with the installation."""

    number: int
    routing: Routing
    author: str
    note: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of a document, begun from version `based_on`. `revision` is 0 if there is no draft."""

    routing: Routing
    author: str
    saved_at: datetime | None
    revision: int
    based_on: int


@dataclass(frozen=True, slots=True)
class RoutingState:
    """The draft, and what is in force. Where there is no draft it says what is in force, at revision 0."""

    draft: Draft
    current: Version


def version_name(version: Version) -> str:
    """What a version is called where a plan is compared with it."""
    return f"version {version.number}" + (f" of {version.author}" if version.author else "")
