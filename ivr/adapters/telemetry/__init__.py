"""What operators see: logs, metrics and the log of turns."""
