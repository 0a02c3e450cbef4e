"""The orders: finding one, and the page of one order."""
