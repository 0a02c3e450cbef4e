"""Parcels as FedEx tells them (Track API v1)."""
