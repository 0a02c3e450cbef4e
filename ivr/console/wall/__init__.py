"""Boards for walls: made by supervisors, shown to whoever has the link, without signing in."""
