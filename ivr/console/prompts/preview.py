"""Words heard before they are published: as callers would hear them where somebody is there to speak."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from ivr.adapters.speech.playback import path_of
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.console.page import Pages, me
from ivr.console.prompts.pages import Forms, Words, asked_brand, typed_words
from ivr.console.routing.draft_editor import WRITERS
from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence with its slots filled. `audio` is the name of its recording, empty where the browser must read it."""

    words: str
    told: str
    """Whose voice it is."""
    audio: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """Words to be heard in the place of those that a prompt has: one of their forms."""

    prompt: str
    forms: Forms
    heard: int


class Busy(Exception):
    """Somebody else is listening on this server."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The button beside the words. `speak` has them said for a brand and in a language of a document; `may` counts how
    often somebody asks.
    """

    store: RoutingStore
    words: Words
    speak: Callable[[Routing, str, str, Own], Heard]
    may: Callable[[str], bool]

    def add_to(self, pages: Pages) -> None:
        """Words are sent in a form: an address would be kept in logs."""
        pages.add(
            "/prompts/<locale>/<prompt>/heard",
            "hear_prompt",
            self.hear,
            to=WRITERS,
            methods=("POST",),
            form_on="prompt",
        )

    def hear(self, locale: str, prompt: str) -> ResponseReturnValue:
        """The sentence, who speaks it, and where its audio is; or why it cannot be said."""
        typed, form = typed_words(), request.form.get("form", 0, type=int)
        wrong = list(self.words.wrong(locale, prompt, typed))
        if wrong or not 0 <= form < len(typed):
            return {"wrong": wrong or ["There are no words."]}, 422
        if not self.may(me().name):
            return {"wrong": ["You have listened often in the last hour. Try again later."]}, 429
        routing = self.store.draft().routing
        try:
            heard = self.speak(routing, asked_brand(routing), locale, Own(prompt, typed, form))
        except Busy:
            return {"wrong": ["Somebody else is listening just now. Try again in a moment."]}, 429
        audio = path_of(heard.audio) if heard.audio else ""
        return {"words": heard.words, "told": heard.told, "audio": audio}
