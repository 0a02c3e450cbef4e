"""Requests of callers, and their delivery to a help desk."""
