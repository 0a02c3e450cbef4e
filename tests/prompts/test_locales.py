"""The words that come with the line, in every locale."""

import re
from importlib.resources import files

import pytest

from prompts.catalogue import Catalogue
from prompts.facts import Line, Link, Text
from prompts.hearing import Hearing
from prompts.intent import IssueClassifiers
from prompts.voices import VOICES

from .facts_said import NOW
from .making import LOCALES

GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿")
GSM |= set("abcdefghijklmnopqrstuvwxyzäöñüà")


def po(locale: str) -> str:
    return (files("prompts") / "locales" / locale / "prompts.po").read_text(encoding="utf-8")


def notes(locale: str) -> dict[str, str]:
    """The notes to translators of each entry."""
    entries = (part for part in po(locale).split("\n\n") if part.startswith("#."))
    return {match[1]: part[: match.start()] for part in entries if (match := re.search(r'^msgid "(.*)"$', part, re.M))}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_entry_says_what_it_is_and_the_notes_agree(locale: str) -> None:
    assert notes(locale) == notes("en-US")
    assert len(notes(locale)) == po(locale).count("msgid ") - 1


@pytest.mark.parametrize("locale", LOCALES)
def test_every_slot_is_explained(locale: str) -> None:
    for part in po(locale).split("\n\n"):
        note, _, words = part.partition("\nmsgid")
        explained = set(re.findall(r"\{(\w+)\}", note))
        assert set(re.findall(r"\{(\w+)\}", words)) <= explained | ({"count"} if "msgid_plural" in part else set()), (
            part
        )


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_shouts(locale: str, catalogue: Catalogue) -> None:
    spoken = {key: entry for key, entry in catalogue.own(locale).items() if not key.endswith(".said")}
    assert not [key for key, entry in spoken.items() if any(set("!¡") & set(form.end) for form in entry.forms)]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_a_voice_and_signs_that_can_be_read(locale: str) -> None:
    assert locale in VOICES
    assert Hearing(Catalogue.load([locale]), IssueClassifiers.load([locale])).code("1001", locale) == "1001"


def text_message(locale: str, catalogue: Catalogue) -> str:
    facts = {"brand": Text("Northwind"), "order": Text("10012345"), "url": Link("https://track.example/" + "9" * 60)}
    return catalogue.words(Line("sms_tracking", facts), locale=locale, now=NOW)


@pytest.mark.parametrize("locale", [each for each in LOCALES if each != "ja-JP"])
def test_the_text_message_fits_into_one_of_the_gsm_alphabet(locale: str, catalogue: Catalogue) -> None:
    message = text_message(locale, catalogue)
    assert len(message) <= 160
    assert set(message) <= GSM


def test_the_text_message_in_kanji_fits_into_two_of_ucs_2(catalogue: Catalogue) -> None:
    assert len(text_message("ja-JP", catalogue)) <= 2 * 67


FAMILIAR = {
    "es-MX": r"tú|tu|tus|ti|te|tienes|puedes|quieres|oprime|presiona|marca|espérame|llámanos",
    "de-DE": r"du|dich|dir|dein|deine|deinen|deiner|drück|drücke|gib|kannst|hast",
    "pl-PL": r"ty|ciebie|twój|twoja|twoje|twojego|naciśnij|wpisz|podaj|możesz|masz|chcesz",
    "fr-FR": r"tu|toi|te|ta|ton|tes|tape|appuie|dis|laisse|veux|as",
    "it-IT": r"tu|tuo|tua|tuoi|tue|ti|te|premi|digita|lascia|puoi|vuoi|hai",
    "pt-BR": r"tu|teu|tua|teus|tuas|ti|te|você|vocês|senhor|senhora|digita|aperta|podes|queres",
}
"""Words of people who are on first-name terms; in Brazil any word for "you" at all, since the tone does without."""


@pytest.mark.parametrize("locale", FAMILIAR)
def test_callers_are_addressed_politely(locale: str) -> None:
    familiar = re.compile(rf"\b({FAMILIAR[locale]})\b", re.IGNORECASE)
    said = [part for part in po(locale).split("\n\n") if ".said" not in part and "speech." not in part]
    assert not [part for part in said if familiar.search(part.partition("msgstr")[2])]
