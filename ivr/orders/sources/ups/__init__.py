"""Parcels as UPS tells them (Track API v1)."""
