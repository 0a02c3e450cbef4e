"""What the line keeps in Redis: calls in flight, queues as they stand, limits, and the events of turns."""
