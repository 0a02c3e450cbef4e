"""Work off the requests to erase personal data."""

import time

import structlog

from ivr.adapters.sql.privacy.requests import RequestSealed
from ivr.app.privacy import PersonalData
from ivr.jobs.context import job_stores, utc_now
from ivr.orders.personal_data import SharedNumber, Unidentified
from ivr.settings import Settings

LONGEST_RUN = 60.0
"""Seconds after which no further request is begun."""

log = structlog.get_logger()


def erase() -> dict[str, int]:
    """Work on every open erasure once."""
    settings, until = Settings.from_env(), time.monotonic() + LONGEST_RUN
    with job_stores(settings) as stores:
        data, worked = PersonalData.of(settings, stores, utc_now), 0
        for name in data.requests.open("erase"):
            if time.monotonic() > until:
                break
            _run(data, name)
            worked += 1
        return {"worked": worked, "open": len(data.requests.open("erase"))}


def _run(data: PersonalData, name: str) -> None:
    """One run. A request that cannot be worked off is left for an operator, and does not hold the others up."""
    try:
        data.run(name)
    except (RequestSealed, SharedNumber, Unidentified) as error:
        log.warning("an erasure cannot be worked off", request=name, cause=str(error))
        data.requests.note_trouble(name, str(error))
