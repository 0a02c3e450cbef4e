"""Previews of words as audio for the console, with the line's own studio, store and cost accounting."""

from dataclasses import dataclass, field
from threading import Lock

from ivr.adapters.speech.brand_speakers import wording
from ivr.adapters.speech.playback import audio_path
from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.app.parts import Parts
from ivr.app.speaking import cast_of, studio_of
from ivr.calls.example_facts import samples
from ivr.console.ports.prompts import Preview, PreviewBusy, TypedWords
from prompts.catalogue import Catalogue
from prompts.facts import Line
from prompts.studio.local import NAME as LOCAL
from prompts.studio.recording_session import Retention
from prompts.studio.takes import Take
from prompts.voices import Voice
from routing.brands import brand_named
from routing.model import Routing

PATIENCE = 0.0
"""Seconds of retries for a sentence: none, since a person waits for it."""


@dataclass(frozen=True, slots=True)
class Booth:
    """Synthesizes one sentence at a time, so that previews occupy one thread of a web server at most."""

    parts: Parts
    turn: Lock = field(default_factory=Lock)

    def speak(self, routing: Routing, brand: str, locale: str, typed: TypedWords) -> Preview:
        """The document's words for a brand with these replaced; "" is the whole line. Raises PreviewBusy."""
        whose = brand_named(routing, brand or None)
        book = {**whose.prompts.get(locale, {}), typed.prompt: typed.forms}
        as_it_is = {"brand": whose.name, "voices": whose.voices, "prompts": {**whose.prompts, locale: book}}
        spoken = wording(self.parts.editor, routing.model_copy(update=as_it_is), None, lambda _: None)
        return self._heard(self._sentence(spoken.catalogue, whose.name, locale, typed), spoken.voice(locale))

    def _sentence(self, catalogue: Catalogue, brand: str, locale: str, typed: TypedWords) -> str:
        now, plural = self.parts.clock(), catalogue.own(locale)["speech.day"].plural
        count = next(number for number in range(1, 200) if plural(number) == typed.heard)
        known = samples(now, brand=brand, count=count)
        facts = {name: known[name] for name in self.parts.editor.wanted[typed.prompt]}
        return catalogue.words(Line(typed.prompt, facts), locale=locale, now=now)

    def _heard(self, sentence: str, voice: Voice) -> Preview:
        settings = self.parts.settings
        if not settings.records:
            return Preview(sentence, f"Read by your browser, in a voice of its own. Callers hear {voice.name}.")
        take = cast_of(settings)(sentence, voice)
        if not self.turn.acquire(blocking=False):
            raise PreviewBusy
        try:
            name, trouble = self._recorded(take)
        finally:
            self.turn.release()
        if not name:
            return Preview(sentence, f"Read by your browser: the studio could not speak it ({trouble}).")
        return Preview(sentence, self._told(take, name), audio_path(name))

    def _recorded(self, take: Take) -> tuple[str, str]:
        """The name of the recording, or the reason why there is none."""
        settings, engine, clock = self.parts.settings, self.parts.stores.engine, self.parts.clock
        with studio_of(settings, engine, clock, patience=PATIENCE) as studio:
            *_, outcome = studio.record([take], keep=Retention.TRIAL)
        return RecordingStore(engine, clock).played(take.name(self.parts.key)), outcome.cause

    def _told(self, take: Take, name: str) -> str:
        if name != take.name(self.parts.key):
            return "Recorded by people, in the place of the voice."
        who = "this machine's own voice" if take.voice == LOCAL else f"Google, in the voice {take.voice}"
        return f"Spoken by {who}, as callers hear it."
