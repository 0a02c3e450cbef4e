"""What callers have asked for, and who settles it."""
