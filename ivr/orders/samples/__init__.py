"""Sample orders for the demo, the bench and trials."""
