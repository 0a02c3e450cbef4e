"""Switches: the page on which they are turned, and the banner that says which are on."""
