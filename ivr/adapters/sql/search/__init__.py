"""Searches of the record of calls, and the searches that people keep."""
