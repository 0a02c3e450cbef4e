"""The console: admins change where calls go, supervisors see every call as it happens."""
