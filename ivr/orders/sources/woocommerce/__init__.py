"""WooCommerce, by its REST API wc/v3 and its webhooks."""
