"""`wismo call`: a phone in the terminal."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from ivr.cli.environment import load_settings
from ivr.cli.switchboard import numbers_of, switchboard_for
from ivr.emulator.script import Action, ScriptError, parse_script
from ivr.emulator.terminal import HELP, converse
from ivr.orders.identity.caller_id import CallerKind, caller_id
from ivr.orders.phone_parsing import as_written


@click.command(epilog=HELP)
@click.option("--from", "from_", default="anonymous", help="The caller's number, or anonymous.")
@click.option("--to", help="The number to call; the line's first one by default.")
@click.option("--url", help="Where the line listens if PUBLIC_URL is a proxy: http://localhost:8080.")
@click.option("--stir", default="", help="The caller's attestation, such as TN-Validation-Passed-A.")
@click.option(
    "--script",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the actions of the call.",
)
def call(from_: str, to: str | None, url: str | None, stir: str, script: Path | None) -> None:
    """Call a line that `wismo serve` runs, without Twilio."""
    settings = load_settings()
    number, from_ = to or numbers_of(settings)[0], _caller(from_, settings.country)
    read, actions = (None, _actions(script)) if script else (input, ())
    with switchboard_for(settings, number, connect_to=_place(url) if url else None) as switchboard:
        status = converse(switchboard, from_=from_, to=number, stir=stir, write=click.echo, read=read, script=actions)
    raise SystemExit(status)


def _caller(text: str, country: str) -> str:
    """The caller as Twilio sends it: a number in any common spelling as E.164, any other caller unchanged."""
    if caller_id(text).kind is not CallerKind.UNUSABLE:
        return text
    number = as_written(text, shop_country=country).e164
    if number is None:
        raise click.UsageError(f"--from: this is no telephone number; write it as in {country}, with +, or anonymous")
    return number


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise click.UsageError(f"--url: {url} is no http address")
    return parts.hostname, parts.port or 80


def _actions(script: Path) -> tuple[Action, ...]:
    try:
        return parse_script(script.read_text())
    except ScriptError as error:
        raise click.UsageError(f"{script.name}, {error}") from None
