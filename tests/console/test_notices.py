"""The page of texts before customers call."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from ivr.adapters.redis.notices import STOPPED
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.notices.book import SqlNotices
from ivr.adapters.sql.notices.opt_outs import SqlOptOuts, text_opt_outs
from ivr.adapters.sql.records.tables import call_orders
from ivr.app.parts import Stores
from ivr.calls.notices import Notice
from tests.calls.conftest import ALICE
from tests.console.conftest import Browser
from tests.shop import Shop


@pytest.fixture
def admin(browser, users, signed_in) -> Browser:
    return signed_in("admin")


def noticed(stores: Stores, shop: Shop, place: int, *, arm: str, called: bool) -> None:
    """An order of nine days ago that was texted or held back; somebody called about it or not."""
    at, about = shop.now() - timedelta(days=9), f"about{place}"
    notice = Notice(
        order_key=f"{place}",
        about=about,
        event="late",
        language="en-US",
        arm=arm,
        number_key="k",
        number_hint="42",
        created_at=at,
    )
    SqlNotices(stores.engine).plan(notice, due_at=at)
    if called:
        with writing(stores.engine) as connection:
            row = {"call_sid": f"CA{place}", "order_key": about, "at": at + timedelta(days=1)}
            connection.execute(insert(call_orders).values(**row))


@pytest.fixture
def compared(stores: Stores, shop: Shop) -> None:
    """80 orders that were texted, of which 8 rang; 40 held back, of which 20 rang."""
    for place in range(120):
        arm, rank = ("texted", place) if place < 80 else ("held_back", place - 80)
        noticed(stores, shop, place, arm=arm, called=rank < (8 if arm == "texted" else 20))


def test_it_says_how_many_calls_texts_saved_and_how_sure_that_is(admin: Browser, compared):
    admin.opens("/notices").shows("Texts saved 32 calls", "with 95 % confidence", "10 %", "50 %")


def test_the_file_has_the_same_figures_as_the_page(admin: Browser, compared):
    (heading, row) = admin.opens("/notices.csv").page.splitlines()
    cells = dict(zip(heading.split(","), row.split(","), strict=True))
    assert (cells["event"], cells["planned"], cells["held back"], cells["waiting"]) == ("Late", "120", "40", "80")
    assert (cells["texted with a call"], cells["held back with a call"], cells["calls saved"]) == ("8", "20", "32.0")


def test_calls_after_the_week_and_before_the_trouble_do_not_count(admin: Browser, stores: Stores, shop: Shop):
    noticed(stores, shop, 1, arm="texted", called=False)
    with writing(stores.engine) as connection:
        for sid, days in (("CA1", 10), ("CA2", 1)):
            at = shop.now() - timedelta(days=days)
            connection.execute(insert(call_orders).values(call_sid=sid, order_key="about1", at=at))
    admin.opens("/notices").shows("Not enough to say")
    assert "texted with a call: 0" in admin.page


def test_without_any_it_says_so(admin: Browser):
    admin.opens("/notices").shows("None is sent", "No text was planned", "Not enough to say", "n/a")


def test_the_list_shows_no_number(admin: Browser, stores: Stores, shop: Shop):
    noticed(stores, shop, 1, arm="texted", called=False)
    admin.opens("/notices").shows("…42", "waits")


def test_words_are_read_in_any_language(admin: Browser):
    admin.opens("/notices?event=attempted&language=es-MX").shows("no se pudo entregar su pedido NW-5123", "STOP")
    admin.opens("/notices?event=x&language=tlh").shows("your order NW-5123 is late")


def test_an_admin_stops_and_starts_texts_and_the_audit_tells(admin: Browser, stores: Stores, settings):
    opt_outs = SqlOptOuts(stores.engine, settings.secret_key.get_secret_value().encode())
    admin.opens("/notices").sends("/notices/stopped", **{"stop-number": "+1 415 555 0100"}).shows("…00", "by an admin")
    assert opt_outs.has(ALICE)
    with stores.engine.connect() as connection:
        key = connection.scalar(select(text_opt_outs.c.number_key))
    admin.sends("/notices/stopped", act="start", key=key).shows("gets texts again")
    assert not opt_outs.has(ALICE)
    admin.opens("/audit").shows("number ending in 00", "no texts", "texts again")


def test_what_is_no_number_is_told_at_the_field(admin: Browser):
    admin.opens("/notices").sends("/notices/stopped", **{"stop-number": "12"}).shows("Give a mobile number")
    assert admin.status == 422


def test_sending_that_was_stopped_goes_on_by_an_admin(admin: Browser, stores: Stores):
    stores.redis.set(STOPPED, "the sender is not registered")
    admin.opens("/notices").shows("no text is sent any more").sends("/notices/go-on").shows("Texts are sent again")
    assert not stores.redis.exists(STOPPED)


def test_a_supervisor_reads_and_changes_nothing(signed_in):
    supervisor = signed_in("supervisor").opens("/notices")
    assert "How they read" in supervisor.page
    assert "Stop texts" not in supervisor.page


def test_a_try_without_twilio_says_why_it_was_not_sent(admin: Browser):
    admin.opens("/notices").sends("/notices/try", number="+442079460123").shows("This number gets no texts")
    assert admin.status == 422


def test_the_terms_are_set_in_the_line_settings(ada: Browser, store):
    ada.opens("/routing/line")
    ada.sends(
        "/routing/line/of/line", act="save", **{"notices.events": ["late", "attempted"], "notices.held_back": "20"}
    )
    assert store.draft().routing.notices.events == ("late", "attempted")
    ada.opens("/routing/review").shows("Notices: events", "held_back")
