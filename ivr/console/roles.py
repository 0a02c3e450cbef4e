"""Groups of roles, for the declarations of pages."""

from ivr.accounts import ROLES, Role

EVERYBODY: tuple[Role, ...] = ROLES
ANONYMOUS: tuple[Role, ...] = ()
"""For pages before the sign-in."""
ADMINS: tuple[Role, ...] = ("admin",)
READERS: tuple[Role, ...] = ("admin", "supervisor", "auditor")
"""Roles that read the routing and the prompts; admins change them."""
WATCHERS: tuple[Role, ...] = ("admin", "supervisor")
"""Roles that see the live map, requests and orders."""
BOARD_READERS: tuple[Role, ...] = (*WATCHERS, "vendor")
"""Roles that see the board; whoever is bound to queues sees that of these."""
AGENT_ADMINS: tuple[Role, ...] = ("admin", "vendor")
"""Roles that make and change agents; vendors those of their own queues only."""
TURNERS: tuple[Role, ...] = ("admin", "supervisor")
"""Roles that turn switches on and off."""
WORKERS: tuple[Role, ...] = (*WATCHERS, "agent")
"""Roles that have a desk, where calls ring."""
CALL_READERS: tuple[Role, ...] = (*WORKERS, "vendor")
"""Roles that read calls; whoever is bound to queues reads the calls of these."""
SEARCHERS: tuple[Role, ...] = EVERYBODY
"""Roles that search the calls on record, each within what it may see."""
REPORTERS: tuple[Role, ...] = BOARD_READERS
"""Roles that have figures sent to them on a schedule, within what they may see."""
HISTORY_READERS: tuple[Role, ...] = ("admin", "supervisor", "auditor", "vendor")
"""Roles that read figures of the past; whoever is bound to queues reads those of these."""
AUDITORS: tuple[Role, ...] = ("admin", "auditor")
