"""The prompts that callers hear, in every language. A shop's own words go into the draft."""

from typing import Any

from flask import abort, flash, request

from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.paging import paged
from ivr.console.ports.prompts import Forms
from ivr.console.responses import back_to
from ivr.console.roles import ADMINS, READERS
from ivr.console.session import as_actor
from routing.brands import forms
from routing.document import RoutingError, of_json, to_json
from routing.model import Routing
from routing.versions import Conflict, Draft

FORM = "prompts/prompt.html"


class PromptPages(PageGroup):
    """The list of a language and the form of a prompt, for the whole line or a brand (`?brand`)."""

    @page("/prompts", roles=READERS, nav=Nav("Prompts", 70, group="design"), template="prompts/prompts.html")
    def prompts(self) -> Facts:
        """All prompts of a language, with the shop's own words where the draft has them."""
        draft, asked = self.ports.routing.draft(), request.args.get("language", "")
        locale = asked if asked in self.ports.words.locales else self.ports.words.locales[0]
        brand = asked_brand(draft.routing)
        own, heard = _own(draft.routing, brand, locale), self._usual(draft.routing, brand, locale)
        entries = {
            prompt: {"words": words, "is_own": prompt in own, "plain": _plain(words)}
            for prompt, words in {**heard, **own}.items()
        }
        facts = {"locale": locale, "locales": self.ports.words.locales, "own": len(own)}
        return {"draft": draft, "brand": brand, "listed": paged(entries, request.args), **facts}

    @page("/prompts/<locale>/<prompt>", roles=READERS, template=FORM)
    def prompt(self, locale: str, prompt: str) -> Facts:
        """The form of a prompt."""
        draft, brand = self._found(locale, prompt)
        own = _own(draft.routing, brand, locale).get(prompt)
        return self._form(draft, locale, prompt, own or self._usual(draft.routing, brand, locale)[prompt])

    @page("/prompts/<locale>/<prompt>", roles=ADMINS, methods=("POST",), template=FORM)
    def save_prompt(self, locale: str, prompt: str) -> Answer:
        """Put a shop's own words into the draft if the check passes; or go back to the usual ones."""
        draft, brand = self._found(locale, prompt)
        typed = typed_words()
        usual = self._usual(draft.routing, brand, locale).get(prompt, ())
        if request.form.get("act") == "usual" or typed == usual:
            return self._kept(draft, locale, prompt, ())
        wrong = list(self.ports.words.wrong(locale, prompt, typed))
        if wrong:
            return self._form(draft, locale, prompt, typed, wrong=wrong), 422
        return self._kept(draft, locale, prompt, typed)

    def _kept(self, draft: Draft, locale: str, prompt: str, words: Forms) -> Answer:
        brand = asked_brand(draft.routing)
        theirs, was = _own(draft.routing, brand, locale).get(prompt, ()), tuple(request.form.getlist("was"))
        if theirs not in (was, words):
            told = f"{draft.author} changed these words while you typed: “{' / '.join(theirs) or 'the usual ones'}”."
            return self._form(draft, locale, prompt, words, wrong=[told]), 409
        document = _with_words(to_json(draft.routing), brand, locale, prompt, words)
        try:
            self.ports.routing.save_draft(of_json(document), actor=as_actor(), revision=draft.revision)
        except (Conflict, RoutingError) as error:
            return self._form(draft, locale, prompt, words, wrong=[f"Not saved: {error}"]), 409
        flash(f"{prompt} is in the draft. Nothing changes for callers until it is published.")
        return back_to("prompts", language=locale, brand=brand or None)

    def _found(self, locale: str, prompt: str) -> tuple[Draft, str]:
        """The draft and the brand. Aborts with 404 if neither catalogue nor draft has the prompt."""
        draft = self.ports.routing.draft()
        brand = asked_brand(draft.routing)
        known = {**self._usual(draft.routing, brand, locale), **_own(draft.routing, brand, locale)}
        if prompt not in known:
            abort(404)
        return draft, brand

    def _usual(self, routing: Routing, brand: str, locale: str) -> dict[str, Forms]:
        """The words without own ones: the catalogue's; for a brand, those of the whole line over them."""
        catalogue = self.ports.words.prompts(locale) if locale in self.ports.words.locales else {}
        return {**catalogue, **(_own(routing, "", locale) if brand else {})}

    def _form(self, draft: Draft, locale: str, prompt: str, words: Forms, **facts: Any) -> Facts:
        brand = asked_brand(draft.routing)
        usual = self._usual(draft.routing, brand, locale).get(prompt, ())
        count = max(self.ports.words.plurals(locale, prompt), 1) if locale in self.ports.words.locales else 1
        words = words or usual
        return {
            "draft": draft,
            "brand": brand,
            "locale": locale,
            "prompt": prompt,
            "words": (*words, *[""] * count)[: max(count, len(words))],
            "was": _own(draft.routing, brand, locale).get(prompt, ()),
            "usual": usual,
            "recordings": () if brand or not usual else self.ports.words.recordings(locale, prompt),
            **facts,
        }


def asked_brand(routing: Routing) -> str:
    """The requested brand; "" for the whole line."""
    asked = request.values.get("brand", "")
    if asked and asked not in routing.brands:
        abort(404)
    return asked


def typed_words() -> Forms:
    """The words that were typed; after the first form, empty ones do not count."""
    typed = tuple(" ".join(words.split()) for words in request.form.getlist("words"))
    return typed if any(typed[1:]) else typed[:1]


def _own(routing: Routing, brand: str, locale: str) -> dict[str, Forms]:
    books = routing.brands[brand].prompts if brand else routing.prompts
    return {prompt: forms(words) for prompt, words in books.get(locale, {}).items()}


def _with_words(document: dict[str, Any], brand: str, locale: str, prompt: str, words: Forms) -> dict[str, Any]:
    """The document with own words of a prompt, or without own words if `words` is empty."""
    whose = document["brands"][brand] if brand else document
    book = {name: each for name, each in whose.get("prompts", {}).get(locale, {}).items() if name != prompt}
    if words:
        book[prompt] = words[0] if len(words) == 1 else list(words)
    books = {**whose.get("prompts", {}), locale: book}
    its = {**whose, "prompts": {name: each for name, each in books.items() if each}}
    return {**document, "brands": {**document["brands"], brand: its}} if brand else its


def _plain(words: Forms) -> str:
    """The first form as plain text, with the names of slots."""
    return words[0].replace("{", "").replace("}", "").replace("_", " ")
