"""The browser phone, on which an admin calls the line."""
