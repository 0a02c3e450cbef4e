"""Parcels as EasyPost tracks them."""
