"""A scorecard as tables for a printed page."""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.reporting.scorecard import Scorecard
from ivr.reporting.scorecard_disputes import ScorecardDispute
from ivr.reporting.scorecard_figures import RULES

MOST_PRINTED = 8
"""Rules and disputes on the page; the files have all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table of texts. `widths` are shares of the page's width, `size` is that of the letters in points."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    size: float = 8.5


def printed_heading(card: Scorecard) -> str:
    """The heading of the page."""
    return f"{card.name}, {card.month:%Y-%m}"


def printed_tables(card: Scorecard) -> Iterator[PrintedTable]:
    """Yield the tables in the order of the page."""
    yield _figures(card)
    yield _shares(card)
    yield _invoice(card)
    yield _days(card)
    if card.disputes:
        yield _disputes(card)


def _figures(card: Scorecard) -> PrintedTable:
    rows = []
    for each in card.figures:
        marks = [each.standing, *(["provisional"] if each.kpi.provisional else [])]
        marks += ["disputed"] if card.disputed(each.key) else []
        scores = f" (n {card.counts.survey.scored}: {each.interval_text})" if each.interval_text else ""
        told = ", ".join(filter(None, marks))
        rows.append((each.kpi.name, f"{each.text}{scores}", each.target_text or "not agreed", told))
    heading = ("Figure", "Month", "Target", "")
    return PrintedTable(title="Figures", heading=heading, rows=tuple(rows), widths=(0.34, 0.26, 0.2, 0.2))


def _shares(card: Scorecard) -> PrintedTable:
    rows = tuple(
        (
            f"Calls {place}",
            "n/a" if each.target is None else f"{each.target} %",
            "n/a" if each.given_share is None else f"{100 * each.given_share:.1f} %",
            "n/a" if each.points_off is None else f"{each.points_off:+.1f}{' (off)' if each.is_off else ''}",
            f"{each.entry.entitled:.1f}",
            f"{each.entry.assigned}",
        )
        for place, each in enumerate(card.shares[:MOST_PRINTED], 1)
    )
    heading = ("Split", "Contract", "Given", "Off by, points", "Owed, calls", "Given, calls")
    title = f"Share against contract{', disputed' if card.disputed('share') else ''}"
    return PrintedTable(title=title, heading=heading, rows=rows, widths=(0.2, 0.16, 0.16, 0.16, 0.16, 0.16))


def _invoice(card: Scorecard) -> PrintedTable:
    its = card.invoice
    price, amount = "not agreed", "n/a"
    if its.price is not None:
        unit = "call" if its.price.per_call is not None else "minute"
        rate = its.price.per_call if its.price.per_call is not None else its.price.per_minute
        price, amount = f"{rate} {its.price.currency} a {unit}", f"{its.amount} {its.price.currency}"
    heading = ("Price", "Answered", "Talk and hold, min", "On the carrier's line, min", "Amount")
    row = (price, f"{its.answered}", f"{its.minutes:.1f}", f"{its.line_seconds / 60:.1f}", amount)
    title = f"To be invoiced{', disputed' if card.disputed('price') else ''}"
    return PrintedTable(title=title, heading=heading, rows=(row,), widths=(0.22, 0.16, 0.2, 0.24, 0.18))


def _days(card: Scorecard) -> PrintedTable:
    rows = tuple(
        (
            f"{each.day}{' disputed' if each.is_disputed else ''}",
            f"{each.entry.entitled:.1f}",
            f"{each.entry.assigned}",
            f"{each.counts.waits.offered}",
            f"{each.counts.waits.answered}",
            f"{each.counts.waits.abandoned}",
            f"{each.invoice.minutes:.1f}",
            "n/a" if each.invoice.exact is None else f"{each.invoice.exact:.4f}",
        )
        for each in card.days
    )
    heading = ("Day", "Owed", "Given", "Offered", "Answered", "Abandoned", "Talk and hold, min", "Amount")
    widths = (0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.15, 0.15)
    return PrintedTable(title="Days", heading=heading, rows=rows, widths=widths, size=6.5)


def _disputes(card: Scorecard) -> PrintedTable:
    rows = tuple(map(_dispute, card.disputes[:MOST_PRINTED]))
    heading = ("Disputed", "State", "Reason", "Note")
    return PrintedTable(title="Disputes", heading=heading, rows=rows, widths=(0.24, 0.1, 0.33, 0.33), size=6.5)


def _dispute(each: ScorecardDispute) -> tuple[str, ...]:
    figure = RULES[each.figure].title if each.figure in RULES else each.figure.title() or "All figures"
    return f"{figure}, {each.day or 'the month'}", each.state, each.reason, each.note
