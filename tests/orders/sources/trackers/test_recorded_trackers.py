"""Answers that others recorded of EasyPost and AfterShip are read."""

import json
from pathlib import Path

import pytest

from ivr.orders.model import TrackingStatus as Status
from ivr.orders.sources.payload import Payload
from ivr.orders.sources.tracking_report import time_of

from .messages import READERS, source

DATA = Path(__file__).parents[5] / "shared/data"
EASYPOST = sorted((DATA / "easypost").glob("tracker_*.json"))
AFTERSHIP = sorted((DATA / "aftership").glob("Tracking*.json"))
MEANINGS = {
    "pre_transit": Status.LABEL_CREATED,
    "out_for_delivery": Status.OUT_FOR_DELIVERY,
    "return_to_sender": Status.RETURNING,
    "unknown": Status.UNKNOWN,
}


@pytest.mark.skipif(not EASYPOST, reason="the recorded data of EasyPost is not here")
def test_easyposts_recorded_trackers_are_read():
    for path in EASYPOST:
        tracker = json.loads(path.read_text())
        news, notes = READERS["easypost"](Payload(tracker), source("easypost"))
        meaning = MEANINGS[path.stem.split("_", 2)[2]]
        events = [each["datetime"] for each in tracker["tracking_details"]]
        assert notes == ()
        assert (news is None) is (meaning is Status.UNKNOWN)
        if news:
            assert (news.parcel.status, news.parcel.carrier) == (meaning, "USPS")
            assert news.parcel.last_scan_at == time_of(max(events, default=""))


@pytest.mark.skipif(not AFTERSHIP, reason="the recorded data of AfterShip is not here")
def test_aftership_recorded_trackings_are_read():
    for path in AFTERSHIP:
        data = Payload(json.loads(path.read_text())).part("data")
        for tracking in [data.part("tracking")] if data.part("tracking") else data.parts("trackings"):
            _, notes = READERS["aftership"](tracking, source("aftership"))
            assert notes == ()
