"""Parcels as DHL tells them (Shipment Tracking, Unified)."""
