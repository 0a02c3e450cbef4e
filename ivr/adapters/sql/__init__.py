"""State in SQL: orders, the record of calls, routing, users, recordings."""
