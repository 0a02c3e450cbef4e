"""What callers hear, to be read and heard in every language; a shop's own words go into the draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.routings.store import Conflict, Hand, RoutingStore
from ivr.web.console.pages import Pages, back_to, me, shown
from ivr.web.console.routing.paging import paged
from ivr.web.console.routing.room import READERS, WRITERS
from routing.document import RoutingError, of_json, to_json
from routing.model import Routing

Forms = tuple[str, ...]
"""The words of a prompt: one sentence, or one for each plural form."""


class Words(Protocol):
    """The catalogue's words, and the judge of others."""

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages that the line has words in."""

    def prompts(self, locale: str) -> Mapping[str, Forms]:
        """Every prompt that callers hear, with its words."""

    def plurals(self, locale: str, prompt: str) -> int:
        """How many forms a prompt may have."""

    def wrong(self, locale: str, prompt: str, words: Sequence[str]) -> Iterable[str]:
        """Why words cannot be said at a prompt."""

    def recordings(self, locale: str, prompt: str) -> Sequence[str]:
        """The addresses of a prompt's recordings, where it is recorded and sounds alike in every call."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """The list of a language, and the form of a prompt."""

    store: RoutingStore
    words: Words

    def add_to(self, pages: Pages) -> None:
        """Both."""
        pages.add("/prompts", "prompts", self.list, to=READERS)
        pages.add("/prompts/<locale>/<prompt>", "prompt", self.prompt, to=READERS)
        pages.add("/prompts/<locale>/<prompt>", "save_prompt", self.save, to=WRITERS, methods=("POST",))

    def list(self) -> str:
        """All that is said in a language, the shop's own words where the draft has them."""
        draft, asked = self.store.draft(), request.args.get("language", "")
        locale = asked if asked in self.words.locales else self.words.locales[0]
        own = _own(draft.routing, locale)
        entries = {
            prompt: {"words": own.get(prompt, words), "is_own": prompt in own, "plain": _plain(own.get(prompt, words))}
            for prompt, words in self.words.prompts(locale).items()
        }
        listed = paged(entries, request.args)
        return shown("prompts", draft=draft, locale=locale, locales=self.words.locales, listed=listed, own=len(own))

    def prompt(self, locale: str, prompt: str) -> str:
        """The form of one prompt."""
        usual = self._usual(locale, prompt)
        own = _own(self.store.draft().routing, locale).get(prompt)
        return self._form(locale, prompt, own or usual)

    def save(self, locale: str, prompt: str) -> ResponseReturnValue:
        """A shop's own words put into the draft, if the check lets them; or the usual ones again."""
        usual = self._usual(locale, prompt)
        typed = tuple(" ".join(words.split()) for words in request.form.getlist("words"))
        typed = typed if any(typed[1:]) else typed[:1]
        if request.form.get("act") == "usual" or typed == usual:
            return self._kept(locale, prompt, ())
        wrong = list(self.words.wrong(locale, prompt, typed))
        if wrong:
            return self._form(locale, prompt, typed, wrong=wrong), 422
        return self._kept(locale, prompt, typed)

    def _kept(self, locale: str, prompt: str, words: Forms) -> ResponseReturnValue:
        draft = self.store.draft()
        theirs, was = _own(draft.routing, locale).get(prompt, ()), tuple(request.form.getlist("was"))
        if theirs != was and theirs != words:
            told = f"{draft.author} changed these words while you typed: “{' / '.join(theirs) or 'the usual ones'}”."
            return self._form(locale, prompt, words or self._usual(locale, prompt), wrong=[told]), 409
        document = _with_words(to_json(draft.routing), locale, prompt, words)
        try:
            self.store.save_draft(of_json(document), hand=Hand(me().name, "console"), revision=draft.revision)
        except (Conflict, RoutingError) as error:
            return self._form(locale, prompt, words, wrong=[f"Not saved: {error}"]), 409
        flash(f"{prompt} is in the draft. Nothing changes for callers until it is published.")
        return back_to("prompts", language=locale)

    def _usual(self, locale: str, prompt: str) -> Forms:
        if locale not in self.words.locales or prompt not in self.words.prompts(locale):
            abort(404)
        return self.words.prompts(locale)[prompt]

    def _form(self, locale: str, prompt: str, words: Forms, **facts: Any) -> str:
        draft = self.store.draft()
        count = max(self.words.plurals(locale, prompt), 1)
        return shown(
            "prompt",
            draft=draft,
            locale=locale,
            prompt=prompt,
            words=(*words, *[""] * count)[: max(count, len(words))],
            was=_own(draft.routing, locale).get(prompt, ()),
            usual=self._usual(locale, prompt),
            recordings=self.words.recordings(locale, prompt),
            **facts,
        )


def _own(routing: Routing, locale: str) -> dict[str, Forms]:
    book = routing.prompts.get(locale, {})
    return {prompt: (words,) if isinstance(words, str) else tuple(words) for prompt, words in book.items()}


def _with_words(document: dict[str, Any], locale: str, prompt: str, words: Forms) -> dict[str, Any]:
    """The document with words of its own at a prompt; without them where there are none."""
    books = {name: dict(book) for name, book in document.get("prompts", {}).items()}
    book = books.setdefault(locale, {})
    book.pop(prompt, None)
    if words:
        book[prompt] = words[0] if len(words) == 1 else list(words)
    return {**document, "prompts": {name: each for name, each in books.items() if each}}


def _plain(words: Forms) -> str:
    """The words as they are read aloud: a slot by its name."""
    return words[0].replace("{", "").replace("}", "").replace("_", " ")
