"""The history in SQL: raw counts of half-hours and days, rolled up from the record."""
