"""Groups of roles, for the declarations of pages."""

from ivr.accounts import ROLES, Role

EVERYBODY: tuple[Role, ...] = ROLES
ANONYMOUS: tuple[Role, ...] = ()
"""For pages before the sign-in."""
ADMINS: tuple[Role, ...] = ("admin",)
READERS: tuple[Role, ...] = ("admin", "supervisor", "auditor")
"""Those who read the routing and the prompts; admins change them."""
WATCHERS: tuple[Role, ...] = ("admin", "supervisor")
"""Those who see the live map and the board."""
TURNERS: tuple[Role, ...] = ("admin", "supervisor")
"""Those who turn switches."""
CALL_READERS: tuple[Role, ...] = (*WATCHERS, "vendor")
"""A vendor's people see the calls of their vendor's queues."""
AUDITORS: tuple[Role, ...] = ("admin", "auditor")
