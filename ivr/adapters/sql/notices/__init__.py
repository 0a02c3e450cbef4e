"""Texts that the line sends on its own initiative, and who gets none."""
