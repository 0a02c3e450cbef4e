"""What callers hear, to be read and heard in every language; a shop's own words go into the draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.routing.store import Conflict, Draft, Hand, RoutingStore
from ivr.console.page import Pages, back_to, me, shown
from ivr.console.paging import paged
from ivr.console.routing.draft_editor import READERS, WRITERS
from routing.brands import forms
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
    """The list of a language, and the form of a prompt: in the words of the whole line, or (`?brand`) of a brand."""

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
        brand = asked_brand(draft.routing)
        own, heard = _own(draft.routing, brand, locale), self._usual(draft.routing, brand, locale)
        entries = {
            prompt: {"words": words, "is_own": prompt in own, "plain": _plain(words)}
            for prompt, words in {**heard, **own}.items()
        }
        facts = {"locale": locale, "locales": self.words.locales, "own": len(own)}
        return shown("prompts/prompts", draft=draft, brand=brand, listed=paged(entries, request.args), **facts)

    def prompt(self, locale: str, prompt: str) -> str:
        """The form of one prompt."""
        draft, brand = self._found(locale, prompt)
        own = _own(draft.routing, brand, locale).get(prompt)
        return self._form(draft, locale, prompt, own or self._usual(draft.routing, brand, locale)[prompt])

    def save(self, locale: str, prompt: str) -> ResponseReturnValue:
        """A shop's own words put into the draft, if the check lets them; or the usual ones again."""
        draft, brand = self._found(locale, prompt)
        typed = typed_words()
        usual = self._usual(draft.routing, brand, locale).get(prompt, ())
        if request.form.get("act") == "usual" or typed == usual:
            return self._kept(draft, locale, prompt, ())
        wrong = list(self.words.wrong(locale, prompt, typed))
        if wrong:
            return self._form(draft, locale, prompt, typed, wrong=wrong), 422
        return self._kept(draft, locale, prompt, typed)

    def _kept(self, draft: Draft, locale: str, prompt: str, words: Forms) -> ResponseReturnValue:
        brand = asked_brand(draft.routing)
        theirs, was = _own(draft.routing, brand, locale).get(prompt, ()), tuple(request.form.getlist("was"))
        if theirs not in (was, words):
            told = f"{draft.author} changed these words while you typed: “{' / '.join(theirs) or 'the usual ones'}”."
            return self._form(draft, locale, prompt, words, wrong=[told]), 409
        document = _with_words(to_json(draft.routing), brand, locale, prompt, words)
        try:
            self.store.save_draft(of_json(document), hand=Hand(me().name, "console"), revision=draft.revision)
        except (Conflict, RoutingError) as error:
            return self._form(draft, locale, prompt, words, wrong=[f"Not saved: {error}"]), 409
        flash(f"{prompt} is in the draft. Nothing changes for callers until it is published.")
        return back_to("prompts", language=locale, brand=brand or None)

    def _found(self, locale: str, prompt: str) -> tuple[Draft, str]:
        """The draft and the brand, if there is such a prompt, be it in the shop's own words alone."""
        draft = self.store.draft()
        brand = asked_brand(draft.routing)
        known = {**self._usual(draft.routing, brand, locale), **_own(draft.routing, brand, locale)}
        if prompt not in known:
            abort(404)
        return draft, brand

    def _usual(self, routing: Routing, brand: str, locale: str) -> dict[str, Forms]:
        """What is said without words of its own: the catalogue's; for a brand, the whole line's over these."""
        catalogue = self.words.prompts(locale) if locale in self.words.locales else {}
        return {**catalogue, **(_own(routing, "", locale) if brand else {})}

    def _form(self, draft: Draft, locale: str, prompt: str, words: Forms, **facts: Any) -> str:
        brand = asked_brand(draft.routing)
        usual = self._usual(draft.routing, brand, locale).get(prompt, ())
        count = max(self.words.plurals(locale, prompt), 1) if locale in self.words.locales else 1
        words = words or usual
        return shown(
            "prompts/prompt",
            draft=draft,
            brand=brand,
            locale=locale,
            prompt=prompt,
            words=(*words, *[""] * count)[: max(count, len(words))],
            was=_own(draft.routing, brand, locale).get(prompt, ()),
            usual=usual,
            recordings=() if brand or not usual else self.words.recordings(locale, prompt),
            **facts,
        )


def asked_brand(routing: Routing) -> str:
    """The brand that is asked for, "" for the whole line."""
    asked = request.values.get("brand", "")
    if asked and asked not in routing.brands:
        abort(404)
    return asked


def typed_words() -> Forms:
    """The words that were sent; forms that were left empty count for nothing after the first."""
    typed = tuple(" ".join(words.split()) for words in request.form.getlist("words"))
    return typed if any(typed[1:]) else typed[:1]


def _own(routing: Routing, brand: str, locale: str) -> dict[str, Forms]:
    books = routing.brands[brand].prompts if brand else routing.prompts
    return {prompt: forms(words) for prompt, words in books.get(locale, {}).items()}


def _with_words(document: dict[str, Any], brand: str, locale: str, prompt: str, words: Forms) -> dict[str, Any]:
    """The document with words of its own at a prompt; without them where there are none."""
    whose = document["brands"][brand] if brand else document
    book = {name: each for name, each in whose.get("prompts", {}).get(locale, {}).items() if name != prompt}
    if words:
        book[prompt] = words[0] if len(words) == 1 else list(words)
    books = {**whose.get("prompts", {}), locale: book}
    its = {**whose, "prompts": {name: each for name, each in books.items() if each}}
    return {**document, "brands": {**document["brands"], brand: its}} if brand else its


def _plain(words: Forms) -> str:
    """The words as they are read aloud: a slot by its name."""
    return words[0].replace("{", "").replace("}", "").replace("_", " ")
