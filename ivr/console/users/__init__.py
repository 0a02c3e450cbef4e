"""The users of the console and what they may do: for admins."""
