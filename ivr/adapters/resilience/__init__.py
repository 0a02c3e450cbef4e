"""Deadlines, breakers and caches that keep a slow or failed store from delaying calls."""
