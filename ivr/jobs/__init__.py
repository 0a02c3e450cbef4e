"""The background jobs as RQ runs them: no arguments, JSON results, safe to run twice or at the same time.

Each job finds its work in the Redis stream or in SQL. Its next run makes up for a run that was killed.

RQ stores the name of a job as a dotted path, `ivr.jobs.<function>`, and two versions of Wismo may share one queue while
one replaces the other. All jobs therefore stay callable under that name, whichever module holds them.
"""

from ivr.jobs.alerting import measure_sources, tell, watch
from ivr.jobs.call_upkeep import forget, sweep
from ivr.jobs.callback_calls import call_back
from ivr.jobs.event_recording import record
from ivr.jobs.event_webhooks import send_events
from ivr.jobs.history import roll_up, settle_history
from ivr.jobs.notices import notify
from ivr.jobs.privacy import erase
from ivr.jobs.prompt_recording import prune_recordings, record_ahead, record_orders
from ivr.jobs.reason_counting import count_parcels, count_reasons
from ivr.jobs.reports import send_reports
from ivr.jobs.requests import measure_requests, send_requests
from ivr.jobs.routing_changes import publish
from ivr.jobs.source_news import fetch_orders, follow_parcels, sync_sources, take_news
from ivr.jobs.staffing import forecast_calls
from ivr.jobs.texts import deliver
from ivr.jobs.work_list import tend_work

__all__ = [
    "call_back",
    "count_parcels",
    "count_reasons",
    "deliver",
    "erase",
    "fetch_orders",
    "follow_parcels",
    "forecast_calls",
    "forget",
    "measure_requests",
    "measure_sources",
    "notify",
    "prune_recordings",
    "publish",
    "record",
    "record_ahead",
    "record_orders",
    "roll_up",
    "send_events",
    "send_reports",
    "send_requests",
    "settle_history",
    "sweep",
    "sync_sources",
    "take_news",
    "tell",
    "tend_work",
    "watch",
]
