"""`wismo prompts import`: what people spoke in a studio, in the place of the voice."""

from pathlib import Path

import click

from ivr.adapters.speech.recording_store import SqlShelf
from ivr.adapters.sql import database
from ivr.adapters.sql.schema import upgrade
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.app.speaking import cast_of
from ivr.app.studio import brands_of, script_of
from ivr.cli.environment import load_settings
from ivr.settings import Settings
from prompts.studio.pcm import telephone
from prompts.studio.takes import Take
from prompts.studio.wav import NotAudio, wav
from prompts.wording import Wording


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--brand", help="For the numbers of this brand of the routing document; else for the line's own.")
def import_(folder: Path, brand: str | None) -> None:
    """Play FOLDER/<locale>/<file>.wav, named as `wismo prompts script` does, in the place of the voice.

    A recording is for the words that are said now: when they change, it is played no more. Exits 1 when a file cannot
    be used; the others are taken.
    """
    settings = load_settings()
    engine, clock = database.connect(settings.database_url, settings.data_dir), shop_clock(settings)
    upgrade(engine)
    editor = editor_of(settings)
    brands = brands_of(store_of(settings, engine, clock, editor).current().routing, editor)
    if brand not in brands:
        raise click.ClickException(f"there is no brand {brand!r} in the routing in force")
    shelf, key = SqlShelf(engine, clock), settings.secret_key.get_secret_value().encode()
    refused = 0
    for file in sorted(folder.glob("*/*.wav")):
        try:
            take, audio = _take(file, settings, brands[brand].wording), wav(telephone(file.read_bytes()))
            shelf.put_instead(take.name(key), take.spoken_name(audio, key), audio)
        except (LookupError, NotAudio) as error:
            refused += 1
            click.echo(f"{file.relative_to(folder)}: {error}", err=True)
        else:
            click.echo(f"{file.relative_to(folder)}: taken")
    engine.dispose()
    raise SystemExit(bool(refused))


def _take(file: Path, settings: Settings, wording: Wording) -> Take:
    """The sentence that a file speaks. Raises LookupError when there is none."""
    locale = file.parent.name
    if locale not in settings.languages:
        raise LookupError(f"{locale} is not among WISMO_LANGUAGES")
    script = script_of(wording, locale)
    if file.name not in script:
        raise LookupError(f"no sentence is called so; `wismo prompts script {locale}` lists them")
    return cast_of(settings)(script[file.name], wording.voice(locale))
