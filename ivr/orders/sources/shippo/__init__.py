"""Parcels as Shippo tracks them."""
