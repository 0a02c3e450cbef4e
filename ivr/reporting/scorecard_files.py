"""A scorecard as tables for other programs, by which an invoice can be checked."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from ivr.reporting.kpis import Counts
from ivr.reporting.scorecard import HalfHourLine, InvoiceCheck, Scorecard
from routing.allocation import LedgerEntry
from routing.vendor_targets import Price

DAYS_HEADING = (
    *("day", "offered", "answered", "abandoned", "abandoned_at_once", "answered_in_time", "seconds_waited"),
    *("owed", "given", "conversations", "of_known_length", "talk_and_hold_seconds", "line_seconds"),
    *("price_per_call", "price_per_minute", "amount", "currency", "disputed"),
)
HALF_HOURS_HEADING = (
    *("starts_at", "owed", "given", "offered", "answered", "abandoned", "conversations", "talk_and_hold_seconds"),
)


def day_rows(card: Scorecard) -> Iterator[tuple[object, ...]]:
    """Yield a heading, a row for each day, the total, and the disputes.

    Amounts of days are exact to four digits; that of the total is rounded to cents once.
    """
    yield DAYS_HEADING
    for each in card.days:
        amount = "" if each.invoice.exact is None else f"{each.invoice.exact:.4f}"
        marked = "yes" if each.is_disputed else ""
        yield (
            each.day.isoformat(),
            *_counted(each.counts.waits),
            *_owed(each.entry),
            *_paid(each.invoice, amount),
            marked,
        )
    total = LedgerEntry(sum(each.entry.entitled for each in card.days), sum(each.entry.assigned for each in card.days))
    amount = "" if card.invoice.amount is None else f"{card.invoice.amount}"
    marked = "yes" if any(each.state == "open" for each in card.disputes) else ""
    yield ("total", *_counted(card.counts.waits), *_owed(total), *_paid(card.invoice, amount), marked)


def dispute_rows(card: Scorecard) -> Iterator[tuple[object, ...]]:
    """Yield a heading and a row for each dispute."""
    yield ("number", "day", "figure", "state", "reason", "raised_by", "raised_at", "note", "settled_by", "settled_at")
    for each in card.disputes:
        at = each.settled_at.isoformat() if each.settled_at else ""
        about = (each.number, each.day, each.figure, each.state, each.reason)
        yield (*about, each.raised_by, each.raised_at.isoformat(), each.note, each.settled_by, at)


def half_hour_rows(lines: Sequence[HalfHourLine], zone: tzinfo | None) -> Iterator[tuple[object, ...]]:
    """Yield a heading and a row for each half-hour, on the clock of a zone with its offset from UTC."""
    yield HALF_HOURS_HEADING
    for each in lines:
        waits, talks = each.counts.waits, each.counts.handlings
        at = each.starts_at.astimezone(zone).isoformat()
        counted = (waits.offered, waits.answered, waits.abandoned, talks.handled, round(talks.talk + talks.hold, 1))
        yield (at, *_owed(each.entry), *counted)


def _counted(waits: Counts) -> tuple[object, ...]:
    return (waits.offered, waits.answered, waits.abandoned, waits.short, waits.within, round(waits.waited, 1))


def _owed(entry: LedgerEntry) -> tuple[object, ...]:
    return (round(entry.entitled, 3), entry.assigned)


def _paid(invoice: InvoiceCheck, amount: str) -> tuple[object, ...]:
    seconds = (round(invoice.seconds, 1), round(invoice.line_seconds, 1))
    return (invoice.handled, invoice.timed, *seconds, *_price(invoice.price), amount, _currency(invoice.price))


def _price(price: Price | None) -> tuple[object, object]:
    if price is None:
        return "", ""
    return ("" if price.per_call is None else price.per_call), ("" if price.per_minute is None else price.per_minute)


def _currency(price: Price | None) -> str:
    return price.currency if price else ""
