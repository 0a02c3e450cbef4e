"""The page that asks why a change is taken back."""

from ivr.adapters.sql.routing.audit import Deed
from ivr.console.page import asked, shown

REASON_MISSING = "Say why: it stands in the audit, and at the version."
LONGEST = 1000
"""Characters of a reason."""


def reason() -> str:
    """The reason that was typed; "" for none."""
    return " ".join(asked().get("why", "").split())[:LONGEST]


def undo_page(deed: Deed, *, wrong: str = "") -> str:
    """What is to be taken back, and the field for the reason."""
    return shown(
        "audit/undo", deed=deed, at_once=deed.action in ("publish", "switch"), wrong=wrong, why=asked().get("why", "")
    )
