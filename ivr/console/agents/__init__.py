"""Agents: who takes calls, with which queues and skills, and who is at work."""
