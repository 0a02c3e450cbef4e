"""Times as the console shows them: on the shop's clock, with the name of its zone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from ivr.web.console.pages import Pages


@dataclass(frozen=True, slots=True)
class Times:
    """What the pages write times with: `{{ deed.at | told }}`."""

    clock: Callable[[], datetime]

    def add_to(self, pages: Pages) -> None:
        """The filter, for every page."""
        pages.blueprint.add_app_template_filter(self.told, "told")

    def told(self, at: datetime | str, form: str = "%d %B, %H:%M %Z") -> str:
        """A time, or its ISO 8601; one without a zone is UTC."""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return known.astimezone(self.clock().tzinfo).strftime(form)
