"""Brings what sources say into the order index: webhooks, synchronisations, single orders, followed parcels."""
