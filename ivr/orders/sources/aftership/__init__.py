"""Parcels as AfterShip tracks them."""
