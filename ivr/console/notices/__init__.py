"""Texts before customers call: what they did, their words, and who gets none."""
