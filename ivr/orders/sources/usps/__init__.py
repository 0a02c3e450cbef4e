"""Parcels as the United States Postal Service tells them (Tracking API v3)."""
