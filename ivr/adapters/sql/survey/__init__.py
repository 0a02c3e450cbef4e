"""The answers of callers who were asked about a conversation with an agent."""
