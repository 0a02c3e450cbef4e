"""How a source is doing, in words."""

from datetime import datetime
from typing import Literal, NamedTuple

from ivr.console.ports.sources import SourceReport
from ivr.reporting.times import clock_time


class Health(NamedTuple):
    """A short word, its colour, and a sentence that says what to do."""

    word: str
    colour: Literal["good", "warn", "bad", ""]
    advice: str = ""


def health(report: SourceReport, now: datetime, *, is_shop: bool) -> Health:
    """How a source is doing at a time."""
    state = report.state
    since = f" (since {clock_time(state.trouble_at, now)})" if state.trouble_at else ""
    if report.source.paused:
        return Health("paused", "", "Nothing of it is taken in. Its webhooks are refused.")
    if state.trouble and state.is_refused:
        return Health("refuses", "bad", f"{state.trouble}{since}. Mend it there, or change the secret here.")
    if state.trouble:
        return Health("silent", "warn", f"{state.trouble}{since}. It is asked again by itself.")
    if is_shop and state.synced_at is None:
        return Health("reading orders", "warn", _progress(state.done, state.of))
    if state.heard_at is None and not is_shop:
        return Health("nothing heard yet", "", "The first webhook shows here.")
    return Health("good", "good")


def _progress(done: int, of: int | None) -> str:
    if not done:
        return "It begins within a minute."
    return f"{done:,} of {of:,} orders are read." if of else f"{done:,} orders are read."
