"""Imports of files of orders: their records, what they replaced, and mappings kept by name."""
