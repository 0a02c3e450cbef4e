"""Routing in SQL and Redis: versions, the draft, switches, the ledger, and who did what."""
