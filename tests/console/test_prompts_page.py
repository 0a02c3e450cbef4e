"""An admin reads the prompts, and saves the shop's own words in the draft."""

import json

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.emulator import Phone
from tests.console.conftest import Browser
from tests.shop import Shop


def test_every_prompt_is_read_in_every_language(ada: Browser):
    ada.opens("/prompts?language=es-MX&q=goodbye").shows("goodbye", "of")
    assert 'lang="es-MX"' in ada.page


def test_own_words_are_checked_drafted_published_and_heard(ada: Browser, store: RoutingStore, phone: Phone, shop: Shop):
    path = "/prompts/en-US/greeting"
    ada.opens(path).sends(path, words="Hello from {nobody}.").shows("{nobody}")
    assert ada.status == 422
    ada.sends(path, words="This is {brand}, at your service.").shows("greeting is in the draft")
    ada.opens("/routing/review").shows("This is {brand}, at your service.")
    ada.sends("/routing/publish", revision=str(store.draft().revision), note="our own words")
    phone.dials().hears("This is Northwind, at your service")
    ada.opens(path).sends(path, act="usual")
    assert store.draft().routing.prompts == {}


def test_two_admins_change_the_same_words_and_the_second_is_told(ada: Browser, signed_in, store: RoutingStore):
    path, bob = "/prompts/en-US/goodbye", signed_in("admin", name="bob")
    ada.opens(path)
    bob.opens(path).sends(path, words="So long.")
    assert ada.sends(path, words="Farewell.").shows("bob changed these words", "So long.", "Farewell.").status == 409


def test_where_nobody_is_there_to_speak_the_browser_reads_and_says_in_whose_voice(ada: Browser):
    ada.opens("/prompts/en-US/goodbye").sends("/prompts/en-US/goodbye/heard", words="So long.", form="0")
    assert json.loads(ada.page) == {
        "words": "So long.",
        "told": "Read by your browser, in a voice of its own. Callers hear Google.en-US-Neural2-F.",
        "audio": "",
    }
