"""`wismo prompts render`: record prompts ahead, with a progress bar."""

from collections.abc import Sequence

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine

from ivr.adapters.sql import database
from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.adapters.sql.schema import upgrade
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.app.speaking import cast_of, studio_of
from ivr.app.studio import brands_of, standing
from ivr.cli.environment import load_settings
from ivr.settings import Settings
from prompts.studio.recording_session import RecordingProgress, Retention, Studio
from prompts.studio.takes import Take


@click.command()
@click.option("--locale", "locales", multiple=True, help="Only this locale; may be repeated.")
def render(locales: tuple[str, ...]) -> None:
    """Record the sentences that are the same in every call and not recorded yet. Exits 1 if any failed.

    Needs GOOGLE_APPLICATION_CREDENTIALS, or WISMO_VOICE=local. Workers do the same in the background.
    """
    settings = _settings(locales)
    console = Console()
    engine = database.connect(settings.database_url, settings.data_dir)
    upgrade(engine)
    outcomes = _sessions(console, settings, engine, locales or settings.languages)
    for month, voice, count in RecordingStore(engine, shop_clock(settings)).cost():
        console.print(f"{month} {voice}: {count:,} characters")
    engine.dispose()
    if any(outcome.failed for outcome in outcomes):
        raise SystemExit(1)


def _settings(locales: Sequence[str]) -> Settings:
    settings = load_settings()
    if not settings.records:
        raise click.ClickException("no voice is configured: set GOOGLE_APPLICATION_CREDENTIALS, or WISMO_VOICE=local")
    if unknown := sorted(set(locales) - set(settings.languages)):
        raise click.ClickException(f"{', '.join(unknown)}: not among WISMO_LANGUAGES")
    return settings


def _sessions(console: Console, settings: Settings, engine: Engine, locales: Sequence[str]) -> list[RecordingProgress]:
    """Record each locale in a separate session."""
    clock = shop_clock(settings)
    editor, cast = editor_of(settings), cast_of(settings)
    brands = brands_of(store_of(settings, engine, clock, editor).current().routing, editor).values()
    with Progress(console=console) as progress, studio_of(settings, engine, clock) as studio:
        return [_session(progress, locale, studio, list(standing(brands, locale, cast))) for locale in locales]


def _session(progress: Progress, locale: str, studio: Studio, takes: Sequence[Take]) -> RecordingProgress:
    """Record the takes and print the result."""
    task = progress.add_task(locale, total=len({take.name(studio.key) for take in takes if take.fits}))
    outcome = RecordingProgress()
    for outcome in studio.record(takes, keep=Retention.STANDING):
        progress.update(task, completed=outcome.there + outcome.made + outcome.failed)
    failed = f", {outcome.failed} failed ({outcome.cause})" if outcome.failed else ""
    progress.console.print(f"{locale}: {outcome.made} recorded, {outcome.there} were there{failed}")
    return outcome
