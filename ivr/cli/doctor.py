"""`wismo doctor`: check a set-up."""

from datetime import UTC, datetime

import click
import httpx2

from ivr.adapters.twilio.rest import Rest
from ivr.cli.checks import Finding
from ivr.cli.checks.console import check_console_url
from ivr.cli.checks.database import check_database
from ivr.cli.checks.public import check_public_url, check_signatures
from ivr.cli.checks.redis import check_redis
from ivr.cli.checks.requests import check_requests
from ivr.cli.checks.routing import check_routing
from ivr.cli.checks.settings import check_settings
from ivr.cli.checks.sources import check_sources
from ivr.cli.checks.storage import check_storage
from ivr.cli.checks.twilio import check_twilio
from ivr.cli.checks.voice import check_voice
from ivr.cli.environment import read_settings

MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "red")}


@click.command()
def doctor() -> None:
    """Check a set-up and say how to mend what is wrong. Exits 1 if something must be mended."""
    settings = read_settings()
    findings = [*check_settings(settings), *check_storage(settings)]
    with httpx2.Client(timeout=10, follow_redirects=False) as client:
        at_address = list(check_public_url(settings.public_url, client, datetime.now(UTC)))
        if settings.twilio_auth_token.get_secret_value() and _is_reached(at_address):
            at_address += check_signatures(settings, client)
        at_address += check_console_url(settings, client)
    findings += [*at_address, *check_redis(settings)]
    findings += check_database(settings)
    findings += check_sources(settings, datetime.now(UTC))
    findings += check_requests(settings, datetime.now(UTC))
    findings += check_routing(settings)
    findings += check_voice(settings)
    findings += check_twilio(settings, Rest.from_settings(settings))
    for finding in findings:
        show(finding)
    raise SystemExit(any(finding.verdict == "fail" for finding in findings))


def _is_reached(findings: list[Finding]) -> bool:
    return any(each.verdict == "ok" and "/healthz" in each.found for each in findings)


def show(finding: Finding) -> None:
    """Print a finding on one line and its remedy on another."""
    mark, colour = MARKS[finding.verdict]
    click.echo(f"{click.style(mark, fg=colour)}  {finding.about}: {finding.found}")
    if finding.mend:
        click.echo(f"        {finding.mend}")
