"""Rate limits of attempts, requests and messages."""
