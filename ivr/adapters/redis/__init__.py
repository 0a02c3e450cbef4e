"""State in Redis: calls in flight, queue states, rate limits, and the event stream."""
