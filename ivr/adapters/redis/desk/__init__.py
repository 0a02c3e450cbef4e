"""The desk in Redis: states of agents, rooms, and the turn of the dispatcher."""
