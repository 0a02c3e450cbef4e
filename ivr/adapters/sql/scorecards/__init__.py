"""Disputes of vendors' scorecards in SQL."""
