"""The record of every call: events wait in a Redis stream and end as rows in SQL."""
