"""Shopify: orders of its GraphQL Admin API, its webhooks and its bulk files, read as news."""
