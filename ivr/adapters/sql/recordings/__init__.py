"""Recordings of prompts in SQL."""
