"""Recordings of prompts: in SQL, known to every worker, served to Twilio."""
