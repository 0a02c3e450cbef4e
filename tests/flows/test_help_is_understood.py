"""Every question of help is answered in the words and by the keys of each language, without a call."""

from dataclasses import replace

import pytest

from ivr.engine.call import Answer
from ivr.engine.steps import Question
from ivr.flows import FLOWS
from ivr.flows.context import new_call
from ivr.flows.delivery_help import delivery_help
from prompts.catalogue import Catalogue, packaged
from prompts.hearing import Hearing, IssueClassifiers

QUESTIONS = sorted(name for name, step in delivery_help.steps.items() if isinstance(step, Question))
YES = {
    "de-DE": ("ja", "ja bitte", "gerne"),
    "en-US": ("yes", "yes please", "okay"),
    "es-MX": ("sí", "sí por favor", "claro"),
    "fr-FR": ("oui", "oui s'il vous plaît", "d'accord"),
    "it-IT": ("sì", "sì grazie", "certo"),
    "ja-JP": ("はい", "お願いします", "そうしてください"),
    "pl-PL": ("tak", "tak proszę", "oczywiście"),
    "pt-BR": ("sim", "sim por favor", "claro"),
}
NO = {
    "de-DE": ("nein", "nein danke"),
    "en-US": ("no", "no thanks"),
    "es-MX": ("no", "no gracias"),
    "fr-FR": ("non", "non merci"),
    "it-IT": ("no", "no grazie"),
    "ja-JP": ("いいえ", "いえ結構です"),
    "pl-PL": ("nie", "nie dziękuję"),
    "pt-BR": ("não", "não obrigado"),
}


@pytest.fixture(scope="module", params=packaged())
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def ears(locale: str) -> Hearing:
    return Hearing(Catalogue.load([locale]), IssueClassifiers.load([locale]))


def understood(ears: Hearing, locale: str, at: str, speech: str = "", keys: str = "") -> str:
    """The outcome of an answer at a question."""
    call = new_call("CA1", "+14155550100", "+18005550199", locale)
    answer = Answer(keys=keys, speech=speech)
    step = FLOWS.step(at)
    assert isinstance(step, Question)
    return step.understand(call, replace(answer, reply=ears.universal(speech, locale)), ears)


def test_yes_and_no_lead_where_they_should_at_every_question(ears: Hearing, locale: str):
    for name in QUESTIONS:
        at = f"delivery_help.{name}"
        for words, keys, outcome in ((YES, "1", "yes"), (NO, "2", "no")):
            assert understood(ears, locale, at, keys=keys) == outcome
            assert {each: understood(ears, locale, at, each) for each in words[locale]} == dict.fromkeys(
                words[locale], outcome
            ), name


@pytest.mark.parametrize(
    ("at", "prompt", "outcome"),
    [
        ("main_line.after_delivery", "after_order.delivery_help.not_here", "3"),
        ("delivery_help.ask_whether_found", "delivery_help.found", "yes"),
        ("delivery_help.ask_whether_found", "delivery_help.still_missing", "no"),
    ],
)
def test_all_phrases_of_a_missing_parcel_are_understood(ears: Hearing, locale: str, at: str, prompt: str, outcome: str):
    phrases = Catalogue.load([locale]).phrases(prompt, locale)
    assert {each: understood(ears, locale, at, each) for each in phrases} == dict.fromkeys(phrases, outcome)


def test_no_with_words_for_yes_opens_no_claim(ears: Hearing, locale: str):
    at, no = "delivery_help.ask_whether_found", NO[locale][0]
    said = [f"{no}, {each}" for each in Catalogue.load([locale]).phrases("delivery_help.found", locale)]
    with_rest = [each for each in said if ears.universal(each, locale).rest]
    assert len(with_rest) > len(said) / 2
    assert not [each for each in with_rest if understood(ears, locale, at, each) in ("yes", "no")]


FOUND = {
    "de-DE": ("ich habe sie gefunden", "die Nachbarin hat es"),
    "en-US": ("I found it", "my neighbor has it"),
    "es-MX": ("ya lo encontré", "lo tiene la vecina"),
    "fr-FR": ("je l'ai trouvé", "la voisine l'avait"),
    "it-IT": ("l'ho trovato", "ce l'aveva la vicina"),
    "ja-JP": ("見つかりました", "隣の人が持っていました"),
    "pl-PL": ("znalazłem", "sąsiadka ją miała"),
    "pt-BR": ("achei", "está com o vizinho"),
}
NOT_FOUND = {
    "de-DE": ("ich habe sie nicht gefunden", "die Nachbarin hat es nicht"),
    "en-US": ("I have not found it", "my neighbor doesn't have it"),
    "es-MX": ("no lo he encontrado", "la vecina no lo tiene"),
    "fr-FR": ("je l'ai pas trouvé", "j'ai demandé aux voisins il n'y est pas"),
    "it-IT": ("non l'ho trovato", "la vicina non ce l'ha"),
    "ja-JP": ("見つかっていません", "隣の人も預かっていません"),
    "pl-PL": ("nie znalazłem", "sąsiad jej nie ma"),
    "pt-BR": ("não achei", "o vizinho não tem"),
}


def test_what_is_not_found_is_never_heard_as_found(ears: Hearing, locale: str):
    at = "delivery_help.ask_whether_found"
    found = {each: understood(ears, locale, at, each) for each in FOUND[locale]}
    missing = {each: understood(ears, locale, at, each) for each in NOT_FOUND[locale]}
    assert found == dict.fromkeys(FOUND[locale], "yes")
    assert missing == dict.fromkeys(NOT_FOUND[locale], "no")
