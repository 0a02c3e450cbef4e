"""The JSON API under /api/v1, for programs that do what admins do."""
