"""The work list in SQL: what is owed to callers."""
