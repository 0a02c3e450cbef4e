"""Who may use the console, and as what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

Role = Literal["admin", "supervisor", "vendor", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)


class UnknownUser(Exception):
    """There is nobody of that name."""


class NameTaken(Exception):
    """There is somebody of that name already."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use the console. `vendor` is whose calls a vendor's people see.

    `by_company` is somebody who signs in with an account of their company.
    """

    name: str
    role: Role
    vendor: str = ""
    sees_numbers: bool = False
    has_password: bool = False
    has_codes: bool = False
    by_company: bool = False


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
