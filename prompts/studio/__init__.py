"""Recorded sentences: text-to-speech requests, synthesizers, and the audio format."""
