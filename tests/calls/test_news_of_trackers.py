"""The webhook of a tracking service comes in, a job applies it, and the next call tells where the parcel is."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores
from ivr.emulator import Phone
from ivr.orders.sources.source import SourceKind
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.orders.sources.trackers.messages import TRACKERS, source, webhook_body
from tests.orders.sources.trackers.signing import signed
from tests.shop import Shop

LATER: Mapping[SourceKind, tuple[str, str, dict[str, Any]]] = {
    "easypost": ("in_transit", "weather_delay", {"est_delivery_date": "2026-11-26T00:00:00Z"}),
    "aftership": (
        "Exception",
        "Exception_017",
        {"courier_estimated_delivery_date": {"estimated_delivery_date": "2026-11-26"}},
    ),
    "shippo": ("TRANSIT", "delayed", {"eta": "2026-11-26T00:00:00Z"}),
    "17track": (
        "Exception",
        "Exception_Delayed",
        {"time_metrics": {"estimated_delivery_date": {"source": "Official", "from": "2026-11-26", "to": "2026-11-26"}}},
    ),
}


class Line:
    """The line, with the webhooks of one tracking service and the job that applies them."""

    def __init__(self, app: Flask, intake: NewsIntake, kind: SourceKind) -> None:
        self._client = app.test_client()
        self._intake = intake
        self._kind = kind
        intake.sources.add(source(kind), actor=Actor("ada", "cli"))

    def gets(self, tracker: dict[str, Any], secret: str = "") -> int:
        """A webhook comes in, and the job runs. Gives the status of its answer."""
        body = webhook_body(self._kind, tracker)
        webhook = signed(self._kind, body, *([secret] if secret else []))
        answer = self._client.post(
            "/webhooks/parcels", data=body, headers=dict(webhook.headers), query_string=dict(webhook.query)
        )
        self._intake.consume(lambda: True)
        return answer.status_code


@pytest.fixture(params=LATER)
def kind(request: pytest.FixtureRequest) -> SourceKind:
    return request.param


@pytest.fixture
def line(app: Flask, settings: Settings, stores: Stores, shop: Shop, kind: SourceKind) -> Line:
    return Line(app, NewsIntake.of(settings, stores, shop.now), kind)


def test_a_delay_that_a_service_reports_is_heard_in_the_next_call(
    line: Line, shop: Shop, phone: Phone, kind: SourceKind
):
    shop.has_order(
        status="picked_up", day=1, placed=-5, shipments=(shop.parcel("picked_up", day=1, last_scan_at=None),)
    )
    phone.dials().hears("expected tomorrow")
    status, detail, more = LATER[kind]
    assert line.gets(TRACKERS[kind](status, detail, **more)) == 200
    phone.dials().hears("delayed").hears("on Thursday")


def test_a_message_with_another_secret_changes_nothing(line: Line, shop: Shop, phone: Phone, kind: SourceKind):
    shop.has_order(status="in_transit", day=1)
    status, detail, more = LATER[kind]
    assert line.gets(TRACKERS[kind](status, detail, **more), secret="another") == 401
    phone.dials().does_not_hear("delayed")


@pytest.mark.parametrize("kind", ["easypost"])
def test_a_label_that_was_cancelled_is_not_told_as_a_cancelled_order(line: Line, shop: Shop, phone: Phone):
    shop.has_order(status="in_transit", day=1)
    line.gets(TRACKERS["easypost"]("cancelled", updated_at="2026-11-24T14:30:00Z", tracking_details=[]))
    phone.dials().hears("can't see the latest scan").does_not_hear("cancelled")
