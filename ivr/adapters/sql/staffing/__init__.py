"""Forecasts that were kept, and launches entered by hand."""
