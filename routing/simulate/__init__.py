"""A model of the line: callers, queues and people, run by a routing document through the real `routing.decide`."""
