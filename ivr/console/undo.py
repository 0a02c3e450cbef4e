"""Undoing a change: the reason is asked for."""

from ivr.console.page import Facts
from ivr.console.requests import form_fields
from ivr.reporting.audit import AuditEntry

UNDO_TEMPLATE = "audit/undo.html"
REASON_MISSING = "Say why: it stands in the audit, and at the version."
LONGEST = 1000
"""Characters of a reason."""


def reason() -> str:
    """The reason that was typed; "" for none."""
    return " ".join(form_fields().get("why", "").split())[:LONGEST]


def undo_facts(entry: AuditEntry, *, wrong: str = "") -> Facts:
    """The change that is to be undone, and the field for the reason."""
    at_once = entry.action in ("publish", "switch")
    return {"entry": entry, "at_once": at_once, "wrong": wrong, "why": form_fields().get("why", "")}
