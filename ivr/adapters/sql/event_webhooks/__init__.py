"""Webhooks of events: who is told what, and what was told."""
