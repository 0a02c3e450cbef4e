"""Webhooks of events."""
