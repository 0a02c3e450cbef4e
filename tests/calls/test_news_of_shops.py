"""A shop's webhook comes in, a job applies it, and the next call tells it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from ivr.adapters.intake.synchronisation import is_due
from ivr.app.news_intake import NewsIntake
from ivr.app.parts import Stores
from ivr.emulator import Phone, VirtualClock
from ivr.orders.news import OrderChanged
from ivr.orders.sources.source import Source
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from tests.adapters.woocommerce.wordpress import KEY, SECRET, WordPress, running
from tests.orders.sources.woocommerce.orders_json import tracking_meta, webhook, woo_order
from tests.shop import Shop

ADMIN = Actor("ada", "cli")
ON_ITS_WAY = {"status": "completed", "meta_data": [tracking_meta({"tracking_number": "1Z999AA10123456784"})]}


@dataclass
class Line:
    """The line, with the shop's webhooks and the job."""

    app: Flask
    intake: NewsIntake

    def gets(
        self,
        order: dict[str, Any],
        *,
        delivery: str = "",
        secret: str = SECRET,
        topic: str = "order.updated",
        name: str = "mugs",
    ) -> int:
        """The line gets a webhook; gives the status of its answer."""
        sent = webhook(order, topic, secret=secret, delivery=delivery)
        return self.app.test_client().post(f"/webhooks/{name}", data=sent.body, headers=dict(sent.headers)).status_code

    def takes_news(self) -> tuple[int, int]:
        """The job runs; gives the number of entries that were applied, and refused."""
        done = self.intake.consume(lambda: True)
        return done.applied, done.refused

    def asks_for_orders(self, source: Source) -> int:
        """The job runs that asks the shop for single orders."""
        return self.intake.ask_for_orders(source, self.intake.shop(source), lambda: True)

    def reads_changes(self, source: Source, batches: int = 1000) -> int:
        """The job runs that reads the shop; gives the number of news. It is cut off after some batches."""
        left = count(batches - 1, -1)
        return self.intake.synchronise(source, self.intake.shop(source), lambda: next(left) > 0)

    def is_due(self) -> bool:
        """Whether the shop has to be read."""
        return is_due(self.intake.sources.state("mugs"), self.intake.clock())


def changed(minute: int, **changes: Any) -> dict[str, Any]:
    """An order, as it was changed at this minute."""
    return woo_order(date_modified_gmt=f"2026-11-24T14:{minute:02}:00", **changes)


@pytest.fixture
def wordpress() -> Iterator[WordPress]:
    with running(WordPress()) as wordpress:
        yield wordpress


@pytest.fixture
def source(wordpress: WordPress) -> Source:
    return Source(
        "mugs",
        "woocommerce",
        address=wordpress.url,
        secrets={"consumer_key": KEY, "consumer_secret": SECRET, "webhook_secret": SECRET},
    )


@pytest.fixture
def line(app: Flask, settings: Settings, stores: Stores, shop: Shop, source: Source) -> Line:
    intake = NewsIntake.of(settings, stores, shop.now)
    intake.sources.add(source, actor=ADMIN)
    return Line(app, intake)


def test_what_a_shop_tells_is_heard_in_the_next_call(line: Line, phone: Phone):
    assert line.gets(changed(1)) == 200
    phone.dials().does_not_hear("being prepared")
    assert line.takes_news() == (1, 0)
    phone.dials().hears("being prepared")
    assert line.gets(changed(2, **ON_ITS_WAY)) == 200
    assert line.takes_news() == (1, 0)
    phone.dials().hears("with the carrier")


def test_news_that_comes_late_or_twice_changes_nothing(line: Line, phone: Phone):
    line.gets(changed(5, **ON_ITS_WAY), delivery="b")
    line.takes_news()
    line.gets(changed(1), delivery="a")
    line.gets(changed(5, **ON_ITS_WAY), delivery="b")
    assert line.takes_news() == (1, 0)
    phone.dials().hears("with the carrier")


@pytest.mark.parametrize("order", [[], {"id": 727}, {"id": [], "status": 7, "billing": "?"}, 3, "x" * 9000])
def test_what_cannot_be_read_does_not_stop_the_rest(line: Line, phone: Phone, order: Any):
    line.gets(order, delivery="a")
    line.gets(changed(1), delivery="b")
    assert sum(line.takes_news()) == 2
    assert line.takes_news() == (0, 0)
    phone.dials().hears("being prepared")


def test_a_webhook_that_the_shop_did_not_sign_changes_nothing(line: Line, phone: Phone):
    assert line.gets(changed(1), secret="another") == 401
    assert line.gets(changed(1), name="lamps") == 404
    assert line.takes_news() == (0, 0)
    phone.dials().does_not_hear("being prepared")


def test_a_job_that_was_killed_before_it_took_the_news_off_does_no_harm(line: Line, phone: Phone, stores: Stores):
    line.gets(changed(1))
    entries = stores.redis.xrange("wismo:news")
    line.takes_news()
    for _, fields in entries:
        stores.redis.xadd("wismo:news", fields)
    assert line.takes_news() == (1, 0)
    phone.dials().hears("being prepared")


def test_two_jobs_at_once_apply_everything_once(line: Line, phone: Phone, stores: Stores):
    for number in range(20):
        line.gets(woo_order(1000 + number), delivery=f"{number}")
    line.gets(changed(1), delivery="hers")
    with ThreadPoolExecutor(2) as jobs:
        done = list(jobs.map(lambda _: line.takes_news(), range(2)))
    assert {refused for _, refused in done} == {0}
    assert (stores.redis.xlen("wismo:news"), stores.redis.get("wismo:news:size")) == (0, "0")
    phone.dials().hears("orders")


def test_news_of_a_source_that_was_removed_meanwhile_is_passed_over(line: Line, phone: Phone):
    line.gets(changed(1))
    line.intake.sources.remove("mugs", actor=ADMIN)
    assert line.takes_news() == (1, 0)
    phone.dials().does_not_hear("being prepared")


def test_an_order_that_a_webhook_tells_in_part_is_asked_for(
    line: Line, phone: Phone, wordpress: WordPress, source: Source
):
    wordpress.orders, wordpress.trackings = (
        [changed(1, status="completed")],
        {727: [{"tracking_number": "1Z999AA10123456784", "tracking_provider": "UPS"}]},
    )
    line.gets(changed(1, status="completed"))
    line.takes_news()
    phone.dials().does_not_hear("with the carrier")
    assert line.asks_for_orders(source) == 1
    phone.dials().hears("with the carrier")
    assert line.asks_for_orders(source) == 0


def test_an_order_that_the_shop_no_longer_has_is_not_told(line: Line, phone: Phone, source: Source):
    line.gets(changed(1))
    line.takes_news()
    line.intake.pending.add([OrderChanged("mugs", "727", line.intake.clock())])
    assert line.asks_for_orders(source) == 1
    phone.dials().does_not_hear("being prepared")


def test_a_shop_is_read_from_its_beginning_and_then_every_night(
    line: Line, phone: Phone, wordpress: WordPress, source: Source, clock: VirtualClock
):
    wordpress.orders = [changed(1)]
    assert line.reads_changes(source) == 1
    phone.dials().hears("being prepared")
    assert not line.is_due()
    clock.advance(seconds=24 * 3600)
    assert line.is_due()
    wordpress.orders = [woo_order(date_modified_gmt="2026-11-25T09:00:00", **ON_ITS_WAY)]
    assert line.reads_changes(source) == 1
    phone.dials().hears("with the carrier")


def test_a_shop_that_was_read_in_part_is_read_on(line: Line, phone: Phone, wordpress: WordPress, source: Source):
    wordpress.orders = [
        woo_order(1000 + number, date_modified_gmt=f"2026-11-24T13:{number // 60:02}:{number % 60:02}")
        for number in range(250)
    ]
    assert line.reads_changes(source, batches=1) == 100
    assert line.is_due()
    assert line.intake.sources.state("mugs").cursor
    assert line.reads_changes(source) == 151  # the last second is read again
    assert not line.is_due()


def test_webhooks_that_a_shop_turned_off_are_turned_on_when_it_is_read(
    line: Line, wordpress: WordPress, source: Source
):
    line.reads_changes(source)
    assert {hook["delivery_url"] for hook in wordpress.hooks} == {"https://line.example/webhooks/mugs"}
    wordpress.hooks[0]["status"] = "disabled"
    line.reads_changes(source)
    assert {hook["status"] for hook in wordpress.hooks} == {"active"}


def test_a_shop_whose_webhooks_cannot_be_registered_is_read_all_the_same(
    line: Line, wordpress: WordPress, source: Source
):
    wordpress.orders, wordpress.may_write = [changed(1)], False
    assert line.reads_changes(source) == 1
    assert not line.intake.sources.state("mugs").trouble


def test_a_shop_that_does_not_answer_is_left_alone_for_a_while_and_named(
    line: Line, wordpress: WordPress, source: Source
):
    wordpress.faults.append(Response("<html>down</html>", 503, {"Retry-After": "120"}))
    with line.intake.attempts.asking(source):
        line.reads_changes(source)
    assert line.intake.sources.state("mugs").trouble
    assert list(line.intake.askable_shops()) == []
    line.intake.rests.end("mugs")
    assert line.reads_changes(source) == 0
    assert not line.intake.sources.state("mugs").trouble


def test_a_shop_that_refuses_is_asked_no_more_until_somebody_changes_it(line: Line, source: Source):
    wrong = replace(source, secrets={**source.secrets, "consumer_secret": "old"})
    with line.intake.attempts.asking(wrong):
        line.reads_changes(wrong)
    assert line.intake.sources.state("mugs").is_refused
    assert list(line.intake.askable_shops()) == []
    line.intake.sources.change(source, actor=ADMIN)
    assert [each.name for each, _ in line.intake.askable_shops()] == ["mugs"]
