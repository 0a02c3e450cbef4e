"""The record of every call, in SQL."""

from ivr.adapters.records.applying import apply

__all__ = ["apply"]
