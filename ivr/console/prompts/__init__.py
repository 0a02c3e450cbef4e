"""The words of the line: read, changed in the draft, and heard."""
