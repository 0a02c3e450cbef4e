"""The JSON API under /api/v1, for programs that manage routing, send orders or settle requests."""
