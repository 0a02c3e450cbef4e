"""The record of every call in SQL, written from the events in a Redis stream."""
