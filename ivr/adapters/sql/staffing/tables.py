"""The tables of forecasts and launches. Days are written as 2026-11-24, on the shop's calendar."""

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table

from ivr.adapters.sql.database import metadata

call_forecasts = Table(
    "call_forecasts",
    metadata,
    Column("part", String(16), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("made_on", String(10), primary_key=True),
    Column("body", JSON, nullable=False),
)
"""The forecast of a day by half-hour: means, ends of the band, spreads, names of holidays and launches."""

Index("ix_call_forecasts_day", call_forecasts.c.day)

forecast_subjects = Table(
    "forecast_subjects",
    metadata,
    Column("part", String(16), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("made_on", String(10), nullable=False),
    Column("known_from", String(10)),
    Column("errors", JSON, nullable=False),
    Column("handling", Float),
    Column("patience", Float),
    Column("offered", Integer, nullable=False),
)
"""What was forecast last: errors by weeks ahead, and a queue's handling time, patience and calls."""

launches = Table(
    "launches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("factor", Float, nullable=False),
    Column("extra", Integer, nullable=False),
    Column("queues", JSON, nullable=False),
    Column("made_by", String(64), nullable=False),
)
"""Launches and campaigns: days with more or fewer calls than usual."""
