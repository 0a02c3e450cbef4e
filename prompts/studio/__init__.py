"""Sentences as audio: what is to be spoken, who speaks it, and how the file looks."""
