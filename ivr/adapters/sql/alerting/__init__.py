"""Alerts on record, the teams that are told of them, and what was told."""
