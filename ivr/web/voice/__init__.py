"""The webhooks of Twilio, and the audio that it fetches."""
