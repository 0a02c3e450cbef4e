"""Those who may use the console, in SQL: roles, passwords, one-time links, sessions."""

from ivr.adapters.sql.users.accounts import ROLES, Limits, NameTaken, Proven, Role, UnknownUser, User
from ivr.adapters.sql.users.store import SqlUsers

__all__ = ["ROLES", "Limits", "NameTaken", "Proven", "Role", "SqlUsers", "UnknownUser", "User"]
