"""Twilio's voice webhooks, and the audio that Twilio fetches."""
