"""17TRACK's tracking API."""
