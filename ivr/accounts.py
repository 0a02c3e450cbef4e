"""Who may use the console, and as what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from routing.model import Routing

Role = Literal["admin", "supervisor", "agent", "vendor", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
BY_QUEUE: tuple[Role, ...] = ("supervisor", "agent", "vendor")
"""Roles whose users may be bound to queues. Admins see everything, since they could give themselves any queue."""


class UnknownUser(Exception):
    """There is nobody of that name."""


class NameTaken(Exception):
    """There is somebody of that name already."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use the console. `vendor` is whose calls a vendor's people see.

    `queues` (keys) are those that the user sees; an empty tuple stands for all that the role may see, which for an
    agent is none. `by_company` is somebody who signs in with an account of their company.
    """

    name: str
    role: Role
    vendor: str = ""
    sees_numbers: bool = False
    has_password: bool = False
    has_codes: bool = False
    by_company: bool = False
    queues: tuple[str, ...] = ()


def may_see_queue(user: User, queue: str, vendor: str | None) -> bool:
    """Whether a user may see a queue, by its key, with its calls, requests and work.

    `vendor` is the queue's vendor, by key; "" or None for a queue in house or one that no longer exists. `queue` is ""
    for what belongs to no queue (yet): only users who are bound to none see that.
    """
    if user.role not in BY_QUEUE:
        return True
    if user.role == "vendor" and not (queue and user.vendor and vendor == user.vendor):
        return False
    return queue in user.queues if user.queues or user.role == "agent" else True


def visible_queues(user: User, routing: Routing) -> tuple[str, ...] | None:
    """The queues, by key, that a user may see, in the order of the routing; None for all, also those no longer there.

    Queues of the user that the routing no longer has come last, since their calls stay on record.
    """
    if may_see_queue(user, "", ""):
        return None
    known = routing.queues
    gone = (name for name in user.queues if name not in known)
    vendors = {name: queue.vendor for name, queue in known.items()} | dict.fromkeys(gone)
    return tuple(name for name, vendor in vendors.items() if may_see_queue(user, name, vendor))


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody who proved who they are; `by_recovery` by a recovery code, which is used up."""

    user: User
    by_recovery: bool = False


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lasts without use, and at all."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
