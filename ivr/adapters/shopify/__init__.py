"""Shopify's GraphQL Admin API: a shop as a source of orders."""
