"""The console's users and their roles: pages for admins."""
