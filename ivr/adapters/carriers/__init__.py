"""Carriers' own tracking APIs. They are asked for one parcel at a time, and send no webhooks."""
