"""Routing, for admins: editing the draft, simulating callers, review, publication, versions."""
