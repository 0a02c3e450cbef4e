"""Times as the console shows them: on the shop's clock, with the name of its zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from ivr.console.page import Pages
from ivr.reporting.times import clock_time, lasting


@dataclass(frozen=True, slots=True)
class Times:
    """What the pages write times with: `{{ deed.at | told }}`, and durations: `{{ seconds | lasting }}`."""

    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """The filters, for every page."""
        pages.blueprint.add_app_template_filter(self.told, "told")
        pages.blueprint.add_app_template_filter(lasting, "lasting")

    def told(self, at: datetime | str | float, form: str = "") -> str:
        """A time, its ISO 8601, or seconds since 1970; without a zone it is UTC. Without a form, dated if not today."""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        moment = datetime.fromtimestamp(moment, UTC) if isinstance(moment, int | float) else moment
        known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        now = self.clock()
        return known.astimezone(now.tzinfo).strftime(form) if form else clock_time(known, now)
