"""Agents at their desks: their states, the calls offered to them, and the rooms in which they talk with callers."""
