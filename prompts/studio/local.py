"""Speech synthesis on this machine, for demonstrations: robotic, but without an account."""

import json
import struct
import subprocess
import sys
import threading
from array import array
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec

from prompts.studio import wav
from prompts.studio.pcm import mulaw, resampled
from prompts.studio.recording_session import SynthesisError
from prompts.studio.takes import Take
from prompts.voices import Voice

NAME = "local"
"""The voice name of its takes, which keeps them apart from Google's."""
RATE = 22_050
"""Samples a second in the responses of the child process."""
_VOICES: Mapping[str, str] = {
    "en": "en-us",
    "en-GB": "en-gb",
    "es": "es-419",
    "es-ES": "es",
    "fr": "fr",
    "de": "de",
    "it": "it",
    "pt": "pt-br",
    "pl": "pl",
}
"""Supported languages, by tag or by language alone. It only spells Japanese, which is useless."""


def is_installed() -> bool:
    """Whether the extra `local-voice` is installed."""
    return find_spec("espeakng_loader") is not None


def local_take(words: str, voice: Voice) -> Take:
    """The take of a plain text by this machine: a `prompts.studio.takes.Cast`. The language is Google's voice's own."""
    return replace(Take.of(words, voice), voice=NAME)


class LocalVoice:
    """A `prompts.studio.recording_session.SpeechSynthesizer`: eSpeak NG in a child process, started on first use."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def __call__(self, take: Take) -> bytes:
        """The audio file. Raises SynthesisError."""
        voice = _VOICES.get(take.language) or _VOICES.get(take.language.partition("-")[0])
        if voice is None:
            raise SynthesisError(f"the local voice does not speak {take.language}")
        with self._turn:
            samples = self._samples(voice, take.ssml)
        if not samples:
            raise SynthesisError(f"the local voice said nothing in {take.language}")
        return wav.wav(mulaw(resampled(samples, RATE)))

    def close(self) -> None:
        """End the child process."""
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _samples(self, voice: str, ssml: str) -> "array[int]":
        child = self._running()
        try:
            child.stdin.write(json.dumps([voice, ssml]).encode() + b"\n")  # type: ignore[union-attr]  # it is a pipe
            child.stdin.flush()  # type: ignore[union-attr]
            head = child.stdout.read(4)  # type: ignore[union-attr]
            return array("h", child.stdout.read(struct.unpack("<I", head)[0]))  # type: ignore[union-attr]
        except (OSError, struct.error) as error:
            self.close()
            raise SynthesisError("the local voice has ended") from error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is not None:
            self.close()
        if self._child is None:
            command = [sys.executable, "-m", "prompts.studio.espeak"]
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._child
