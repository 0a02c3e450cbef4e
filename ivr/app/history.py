"""The history: who rolls it up, and who reads it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from ivr.adapters.sql.history.rolling_up import RollUp
from ivr.adapters.sql.history.store import SqlHistory
from ivr.reporting.call_prices import CallPrices
from ivr.settings import Settings
from routing.model import Routing

FORGETTING = timedelta(hours=1)
"""Calls may be deleted so much earlier than the settings say: the job that deletes them takes a while."""


def history_of(settings: Settings, engine: Engine) -> SqlHistory:
    """The history, by the days of the shop."""
    return SqlHistory(engine, ZoneInfo(settings.time_zone))


def roll_up_of(settings: Settings, engine: Engine, first: Routing, now: datetime) -> RollUp:
    """What rolls the record up; `first` is the routing document before the first publication."""
    return RollUp(
        engine=engine,
        zone=ZoneInfo(settings.time_zone),
        first=first,
        kept_since=now - timedelta(days=settings.keep_calls_days) + FORGETTING,
        short=settings.short_abandon_seconds,
        prices=prices_of(settings),
    )


def prices_of(settings: Settings) -> CallPrices:
    """The carrier's prices as they are set."""
    return CallPrices(
        inbound=settings.price_inbound_minute or 0.0,
        phone=settings.price_phone_minute or 0.0,
        sip=settings.price_sip_minute or 0.0,
        desk=settings.price_desk_minute or 0.0,
        text=settings.price_text or 0.0,
    )
