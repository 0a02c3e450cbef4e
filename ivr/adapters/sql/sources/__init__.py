"""The connected sources of orders, stored in SQL."""
