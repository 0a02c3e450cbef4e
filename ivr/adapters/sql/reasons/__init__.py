"""Why people call: the reasons of each call, their counts by day, and the parcels beside them."""
