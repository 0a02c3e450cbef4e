"""Parcels as 17TRACK tracks them."""
