"""News of sources on their way to the order index."""
