"""`wismo prompts script` and `import`: the sentences that people record in a studio, and their recordings."""

import csv
import sys
from pathlib import Path

import click

from ivr.adapters.sql import database
from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.adapters.sql.schema import upgrade
from ivr.app.parts import editor_of, shop_clock, store_of
from ivr.app.speaking import cast_of
from ivr.app.studio import brands_of, script_of
from ivr.cli.environment import load_settings
from ivr.settings import Settings
from prompts.catalogue import Catalogue
from prompts.po_file import CatalogueError
from prompts.studio.pcm import telephone
from prompts.studio.takes import Take
from prompts.studio.wav import NotAudio, wav
from prompts.wording import Wording


@click.command()
@click.argument("locale")
def script(locale: str) -> None:
    """Print the sentences to record in LOCALE as CSV: file name and words of each recording."""
    try:
        catalogue = Catalogue.load([locale])
    except CatalogueError as error:
        raise click.ClickException(str(error)) from None
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("file", "words"))
    rows.writerows((f"{locale}/{file}", words) for file, words in script_of(Wording(catalogue), locale).items())


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--brand", help="A brand of the routing document; the line's own brand by default.")
def import_(folder: Path, brand: str | None) -> None:
    """Import FOLDER/<locale>/<file>.wav, named as in `wismo prompts script`, to be played instead of the voice.

    A recording belongs to the present words of its prompt: when these change, it is no longer played. Exits 1 if a
    file cannot be used; the others are imported.
    """
    settings = load_settings()
    engine, clock = database.connect(settings.database_url, settings.data_dir), shop_clock(settings)
    upgrade(engine)
    editor = editor_of(settings)
    brands = brands_of(store_of(settings, engine, clock, editor).current().routing, editor)
    if brand not in brands:
        raise click.ClickException(f"there is no brand {brand!r} in the routing in force")
    shelf, key = RecordingStore(engine, clock), settings.secret_key.get_secret_value().encode()
    refused = 0
    for file in sorted(folder.glob("*/*.wav")):
        try:
            take, audio = _take(file, settings, brands[brand].wording), wav(telephone(file.read_bytes()))
            shelf.put_instead(take.name(key), take.spoken_name(audio, key), audio)
        except (LookupError, NotAudio) as error:
            refused += 1
            click.echo(f"{file.relative_to(folder)}: {error}", err=True)
        else:
            click.echo(f"{file.relative_to(folder)}: imported")
    engine.dispose()
    raise SystemExit(bool(refused))


def _take(file: Path, settings: Settings, wording: Wording) -> Take:
    """The take that a file records. Raises LookupError if no sentence has that name."""
    locale = file.parent.name
    if locale not in settings.languages:
        raise LookupError(f"{locale} is not among WISMO_LANGUAGES")
    script = script_of(wording, locale)
    if file.name not in script:
        raise LookupError(f"no sentence is called so; `wismo prompts script {locale}` lists them")
    return cast_of(settings)(script[file.name], wording.voice(locale))
