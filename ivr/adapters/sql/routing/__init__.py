"""Routing in SQL: versions, draft, plans, switches, split ledger, audit."""
