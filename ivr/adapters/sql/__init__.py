"""What the line keeps in SQL: orders, the record of calls, routing, users."""
