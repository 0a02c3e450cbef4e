"""Send the reports that are due."""

from zoneinfo import ZoneInfo

from ivr.app.report_sending import report_sending_of
from ivr.jobs.context import job_stores, routing_in_force, utc_now
from ivr.settings import Settings


def send_reports() -> dict[str, int]:
    """Send reports of the history to whom they are due, by mail or to webhooks."""
    settings = Settings.from_env()
    zone = ZoneInfo(settings.time_zone)
    with job_stores(settings) as stores:
        sending = report_sending_of(
            settings, stores, lambda: utc_now().astimezone(zone), lambda: routing_in_force(settings, stores)
        )
        return sending.run()
