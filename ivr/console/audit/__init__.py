"""The audit: list, filters, and undoing of changes."""
