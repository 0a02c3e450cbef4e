"""Check the voice."""

from collections.abc import Iterator
from contextlib import closing

import orjson

from ivr.cli.checks import Finding
from ivr.settings import Settings
from prompts.studio.local import LocalVoice, local_take
from prompts.studio.recording_session import SynthesisError
from prompts.voices import voice_of


def check_voice(settings: Settings) -> Iterator[Finding]:
    """Check that the configured voice can record sentences."""
    if settings.voice == "local":
        yield from _local(settings.languages)
    elif settings.records and not settings.speech_address:
        yield _google(settings)
    elif settings.voice == "studio":
        yield Finding("ok", "voice", "what people recorded is played, <Say> speaks the rest")
    elif not settings.records:
        yield Finding("ok", "voice", "<Say> speaks, in Google's voices; nothing is recorded")


def _google(settings: Settings) -> Finding:
    if settings.google_credentials is None:
        mend = "Web servers need no more. Workers need GOOGLE_APPLICATION_CREDENTIALS."
        return Finding("warn", "voice", "recordings are played, but this machine can make none", mend)
    mend = "GOOGLE_APPLICATION_CREDENTIALS must name a key file that the workers may read, as Google gave it (JSON)."
    try:
        key = orjson.loads(settings.google_credentials.read_bytes())
    except OSError as error:
        return Finding("fail", "voice", f"Google's key file cannot be read: {error.strerror}", mend)
    except orjson.JSONDecodeError:
        return Finding("fail", "voice", "Google's key file is no JSON", mend)
    if not isinstance(key, dict) or "type" not in key:
        return Finding("fail", "voice", "Google's key file holds no account", mend)
    return Finding("ok", "voice", "Google speaks; `wismo prompts say` lets you hear it")


def _local(languages: tuple[str, ...]) -> Iterator[Finding]:
    with closing(LocalVoice()) as speak:
        for language in languages:
            try:
                speak(local_take("1 2 3", voice_of(language)))
            except SynthesisError as error:
                yield Finding("warn", "voice", f"{error}", "<Say> speaks what is not recorded, in a voice of Google's.")
            else:
                yield Finding("ok", "voice", f"this machine speaks {language}")
