"""The use cases of the line: answer a call, take a turn, note a status."""
