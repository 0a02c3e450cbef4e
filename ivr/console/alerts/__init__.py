"""Alerts: those that stand and stood, and the teams that are told of them."""
