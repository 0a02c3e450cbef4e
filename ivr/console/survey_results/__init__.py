"""What callers answered after their agent."""
