"""Shippo's tracking API."""
