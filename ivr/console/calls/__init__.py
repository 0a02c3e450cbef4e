"""The list of calls, and the page of one call."""
