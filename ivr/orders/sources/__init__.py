"""Sources of orders: one package each, and beside them the parsers and the report that they share."""
