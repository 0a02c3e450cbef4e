"""`wismo prompts say`: hear words before they are published."""

from contextlib import AbstractContextManager, closing
from pathlib import Path

import click

from ivr.app.speaking import speaker_of
from ivr.cli.environment import read_settings
from ivr.settings import Settings
from prompts.studio.local import LocalVoice, is_installed
from prompts.studio.recording_session import SpeechSynthesizer, SynthesisError
from prompts.studio.takes import Take
from prompts.voices import voice_named, voice_of


@click.command()
@click.argument("locale")
@click.argument("words")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option(
    "--voice", help="Twilio's name of a voice, such as Google.en-US-Neural2-C; by default that of the locale."
)
def say(locale: str, words: str, file: Path, voice: str | None) -> None:
    """Speak WORDS in LOCALE as callers would hear them, and write the audio to FILE (WAV).

    Uses the voice of WISMO_VOICE, Google with its credentials, or the voice of this machine if the extra local-voice is
    installed.
    """
    try:
        take = Take.of(words, voice_named(voice, locale) if voice else voice_of(locale))
        with _speaker(read_settings()) as speak:
            file.write_bytes(speak(take))
    except (LookupError, ValueError, SynthesisError) as error:
        raise click.ClickException(str(error.args[0])) from None


def _speaker(settings: Settings) -> AbstractContextManager[SpeechSynthesizer]:
    if settings.records:
        return speaker_of(settings)
    if is_installed():
        return closing(LocalVoice())
    raise click.ClickException("no voice is configured: set GOOGLE_APPLICATION_CREDENTIALS, or install local-voice")
