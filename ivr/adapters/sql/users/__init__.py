"""The users of the console in SQL: roles, passwords, one-time links, sessions."""

from ivr.adapters.sql.users.store import SqlUsers

__all__ = ["SqlUsers"]
