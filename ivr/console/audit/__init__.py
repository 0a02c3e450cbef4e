"""The audit, and the undoing of what stands in it."""
