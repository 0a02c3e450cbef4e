"""The search of calls."""
