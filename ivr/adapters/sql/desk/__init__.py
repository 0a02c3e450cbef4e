"""The record of the desk: who handled which call, and the states of agents."""
