"""A simulation of the line: callers, queues and agents, routed by a document through the real `routing.decide`."""
