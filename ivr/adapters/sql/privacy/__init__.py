"""Personal data in SQL: what there is of one person, its deletion, and the requests for both."""
