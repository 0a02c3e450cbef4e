"""What keeps a store that is slow or away from holding up a call."""
