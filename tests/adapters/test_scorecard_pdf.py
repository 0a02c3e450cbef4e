"""The printed scorecard."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ivr.adapters.scorecard_pdf import scorecard_pdf
from ivr.reporting.period_counts import PeriodCounts
from ivr.reporting.scorecard import Scorecard, ScorecardDay, VendorShare, invoice_of
from ivr.reporting.scorecard_disputes import ScorecardDispute
from ivr.reporting.scorecard_figures import figures_of
from routing.allocation import LedgerEntry
from routing.vendor_targets import Price, VendorTargets

FIRST = date(2026, 10, 1)
DISPUTE = ScorecardDispute(
    number=1,
    vendor="acme",
    month="2026-10",
    day="2026-10-05",
    figure="asa",
    reason="why " * 200,
    note="so " * 200,
    raised_by="ann",
    raised_at=datetime(2026, 10, 6, tzinfo=UTC),
)


def test_the_fullest_month_fits_on_one_page():
    pytest.importorskip("fpdf")
    counts, entry = PeriodCounts(), LedgerEntry(1.0, 1)
    invoice = invoice_of(counts, Price(per_call=3.2, currency="USD"))
    share = VendorShare(rule="All", target=30, entry=entry, whole=entry, tolerance=2)
    days = (FIRST + timedelta(days=place) for place in range(31))
    card = Scorecard(
        vendor="acme",
        name="Acme " * 30,
        month=FIRST,
        counts=counts,
        figures=figures_of(counts, VendorTargets(service_percent=80), provisional=True),
        shares=(share,) * 20,
        days=tuple(ScorecardDay(day=day, counts=counts, entry=entry, invoice=invoice) for day in days),
        invoice=invoice,
        disputes=(DISPUTE,) * 20,
    )
    assert scorecard_pdf(card, printed_at="As of now").count(b"/Type /Page\n") == 1
