"""`wismo doctor`: what is wrong with a set-up, and how to mend it."""

from datetime import UTC, datetime

import click
import httpx2

from ivr.adapters.twilio.rest import Rest
from ivr.cli.checks import Finding
from ivr.cli.checks.database import look_at_database
from ivr.cli.checks.public import look_at_public_url, look_at_signatures
from ivr.cli.checks.redis import look_at_redis
from ivr.cli.checks.routing import look_at_routing
from ivr.cli.checks.settings import look_at_settings
from ivr.cli.checks.storage import look_at_storage
from ivr.cli.checks.twilio import look_at_twilio
from ivr.cli.checks.voice import look_at_voice
from ivr.cli.environment import read_settings

MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command()
def doctor() -> None:
    """Say what is wrong with a set-up and how to mend it. Exits 1 when something must be mended."""
    settings = read_settings()
    findings = [*look_at_settings(settings), *look_at_storage(settings)]
    with httpx2.Client(timeout=10, follow_redirects=False) as client:
        at_address = list(look_at_public_url(settings.public_url, client, datetime.now(UTC)))
        if settings.twilio_auth_token.get_secret_value() and _is_reached(at_address):
            at_address += look_at_signatures(settings, client)
    findings += [*at_address, *look_at_redis(settings)]
    findings += look_at_database(settings)
    findings += look_at_routing(settings)
    findings += look_at_voice(settings)
    findings += look_at_twilio(settings, Rest.from_settings(settings))
    for finding in findings:
        show(finding)
    raise SystemExit(any(finding.verdict == "fail" for finding in findings))


def _is_reached(findings: list[Finding]) -> bool:
    return any(each.verdict == "ok" and "/healthz" in each.found for each in findings)


def show(finding: Finding) -> None:
    """One line of what was found, and one of what to do about it."""
    mark, colour = MARKS[finding.verdict]
    click.echo(f"{click.style(mark, fg=colour)}  {finding.about}: {finding.found}")
    if finding.mend:
        click.echo(f"        {finding.mend}")
