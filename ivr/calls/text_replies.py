"""Texts that people send to the line: stop, start, help, and answers to what the line asked them.

What stops texts follows Twilio's own words (Twilio: Advanced Opt-Out), the words of the line's other languages, and
sentences in which people ask for the same; the law takes a revocation by any reasonable means.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

TextKind = Literal["", "stop", "start", "help"]
"""What a text asks of the line; empty for everything else."""
OptOutWay = Literal["keyword", "sentence", "twilio", "console"]
"""How a number was opted out: by a word alone, by a sentence, by what Twilio told, by an admin."""

_TWILIO_STOP = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
_TWILIO_START = frozenset({"start", "yes", "unstop"})
_TWILIO_HELP = frozenset({"help", "info"})
_STOP: Mapping[str, Sequence[str]] = {
    "en": (*_TWILIO_STOP, "stop all", "opt out", "remove", "remove me", "cease"),
    "es": ("alto", "parar", "pare", "basta", "baja", "darme de baja", "dar de baja", "cancelar", "detener"),
    "fr": ("arret", "arreter", "arretez", "desabonner", "desabonnement", "annuler", "desinscription"),
    "de": ("stopp", "abmelden", "abbestellen", "aufhoren", "kundigen", "austragen"),
    "it": ("basta", "ferma", "fermare", "disiscrivimi", "disiscriviti", "cancellami", "annulla"),
    "pt": ("pare", "parar", "sair", "cancelar", "descadastrar", "remover"),
    "pl": ("zatrzymaj", "rezygnuje", "wypisz", "koniec", "przestan"),
    "ja": ("停止", "配信停止", "解除", "ストップ", "やめて", "退会"),
}
_START: Mapping[str, Sequence[str]] = {
    "en": (*_TWILIO_START, "unstop", "opt in", "subscribe", "resume"),
    "es": ("iniciar", "comenzar", "alta", "si"),
    "fr": ("commencer", "oui", "reprendre"),
    "de": ("starten", "anmelden", "ja"),
    "it": ("inizia", "attiva"),
    "pt": ("iniciar", "comecar", "sim"),
    "pl": ("zacznij", "wznow", "tak"),
    "ja": ("開始", "再開", "スタート", "はい"),
}
_HELP: Mapping[str, Sequence[str]] = {
    "en": tuple(_TWILIO_HELP),
    "es": ("ayuda", "informacion"),
    "fr": ("aide",),
    "de": ("hilfe",),
    "it": ("aiuto",),
    "pt": ("ajuda",),
    "pl": ("pomoc",),
    "ja": ("ヘルプ", "助けて"),
}
_SENTENCES: Mapping[str, re.Pattern[str]] = {
    language: re.compile(pattern)
    for language, pattern in {
        "en": (
            r"\b(stop|quit|cease)\b(?:(?!order|parcel|package|deliver|ship).){0,24}"
            r"\b(text(s|ing)?|messag(e|es|ing)|sms|contacting|spam(ming)?)\b"
            r"|\bno more (text|sms|messag)\w*|\b(don ?t|do not) want\b.{0,20}\b(text|messag|sms)\w*"
            r"|\b(don ?t|do not|never)( ever)? (text|message|contact|sms|spam) (me|us|my|this|here)\b"
            r"|\b(unsubscribe|opt me out|opt out|leave me alone|remove (me|my number)|delete my number|take me off)\b"
            r"|^((please|pls) )?stop( (it|this|now|please|pls|that))*$|\bwrong (number|person)\b"
        ),
        "es": (
            r"\bno (me |mas )*(envi\w*|mand\w*|escrib\w*|mensajes|sms|textos)"
            r"|\bdej\w* de (enviar\w*|escribir\w*|mandar\w*)|\b(darme|dame|denme) de baja\b"
        ),
        "fr": (
            r"\bne m ?\w* plus\b|\bplus de (sms|messages?|textos?)\b"
            r"|\b(desabonne\w*|desinscri\w*)\b|\barrete\w* de\b"
        ),
        "de": (
            r"\bkeine (weiteren )?(sms|nachricht\w*|texte)\b"
            r"|\b(schreib\w*|schick\w*|send\w*)\b.{0,20}\b(nicht|nichts) mehr\b"
            r"|\b(nicht|nichts) mehr (schreiben|schicken|senden)\b|\bhor\w* auf\b"
        ),
        "it": r"\bnon (mi )?(scriv\w*|mand\w*|invi\w*)|\b(basta|niente|smett\w*).{0,16}(messagg\w*|sms|scriver\w*)\b",
        "pt": r"\bnao (me )?(env\w*|mand\w*|escrev\w*)|\bpare\w* de\b|\b(sem|chega de) (mais )?(mensage\w*|sms)\b",
        "pl": r"\bnie (pisz\w*|wysyla\w*)\b|\b(przestan\w*|prosze nie)\b|\bwypisz\w* mnie\b",
        "ja": r"(送ら|しない|配信)ないで|送らないで|やめてください|停止して|送信しないで",
    }.items()
}
_NO_WORD = re.compile(r"[^\w]+")
_LONGEST_SENTENCE = 200

_BOOKS: Mapping[TextKind, Mapping[str, Sequence[str]]] = {"help": _HELP, "start": _START, "stop": _STOP}
_BY_WORD: Mapping[str, tuple[TextKind, str]] = {
    word: (kind, language)
    for kind, book in _BOOKS.items()
    for language in reversed(tuple(book))
    for word in book[language]
}
"""What a word asks for and its language. A word of several languages counts for the first, and rather as a stop."""
_NOTHING: tuple[TextKind, str] = ("", "")
_TAKEN_FOR_YES = frozenset({"yes", "si", "oui", "ja", "sim", "tak", "はい"})
"""Start texts only for whoever stopped them; else they answer a question."""


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text that came in. `sender` and `line` are numbers as Twilio gives them; `opt_out` is what Twilio took it for.

    Twilio tells `opt_out` where its Advanced Opt-Out is on (Twilio: OptOutType), and has then answered itself.
    """

    sid: str
    sender: str
    line: str
    body: str
    opt_out: TextKind = ""


@dataclass(frozen=True, slots=True)
class TextMeaning:
    """What a text asks for, and in which language (ISO 639) if a word tells. `is_sentence` is true without a keyword;
    `twilio_answers` tells that Twilio answers it without us.
    """

    kind: TextKind = ""
    language: str = ""
    is_sentence: bool = False
    twilio_answers: bool = False


class OptOuts(Protocol):
    """The numbers that get no texts. Numbers are in E.164, in any spelling."""

    def add(self, number: str, *, way: OptOutWay, at: datetime, who: str = "") -> None:
        """Opt a number out; one that is out stays as it is. `who` is the admin who did it."""

    def remove(self, number: str) -> bool:
        """Let a number get texts again. Returns False if it was not out."""

    def has(self, number: str) -> bool:
        """Whether a number gets no texts."""


class TextTaker(Protocol):
    """Takes an answer to something that the line asked by text. It may be given the same text twice."""

    def __call__(self, text: IncomingText) -> str | None:
        """Returns the answer in words, empty for none; None if the text is not for this taker."""


ReplyWords: TypeAlias = Callable[[str, str, IncomingText], str]
"""The words of a prompt in a language (ISO 639, empty for the line's), in answer to a text."""


def meaning_of(text: IncomingText, *, is_out: bool) -> TextMeaning:
    """What a text asks for; `is_out` tells whether its sender gets no texts now."""
    word = _plain(text.body)
    kind, language = _BY_WORD.get(word, _NOTHING)
    if text.opt_out:
        return TextMeaning(text.opt_out, language, twilio_answers=True)
    if kind == "start" and not is_out and word in _TAKEN_FOR_YES:
        return TextMeaning()
    if kind:
        by_twilio = word in _TWILIO_STOP | _TWILIO_START | _TWILIO_HELP and kind != "help"
        return TextMeaning(kind, language, twilio_answers=by_twilio)
    asked_in = _sentence(word)
    return TextMeaning("stop", asked_in, is_sentence=True) if asked_in else TextMeaning()


def _sentence(words: str) -> str:
    """The language in which a sentence asks for no more texts, empty if it does not."""
    if len(words) > _LONGEST_SENTENCE:
        return ""
    return next((language for language, pattern in _SENTENCES.items() if pattern.search(words)), "")


def _plain(body: str) -> str:
    """Words in lower case without accents and signs, one blank between them."""
    folded = unicodedata.normalize("NFKD", body[: 4 * _LONGEST_SENTENCE]).casefold()
    bare = "".join(each for each in folded if not unicodedata.combining(each) or each in "\u3099\u309a")
    return _NO_WORD.sub(" ", unicodedata.normalize("NFC", bare)).strip()


@dataclass(frozen=True, slots=True)
class TextReplies:
    """Answers the texts that come in."""

    opt_outs: OptOuts
    takers: Sequence[TextTaker]
    words: ReplyWords
    clock: Callable[[], datetime]

    def answer(self, text: IncomingText) -> str:
        """Keep what a text asks for, and return the answer, empty for none."""
        meaning = meaning_of(text, is_out=self.opt_outs.has(text.sender))
        if meaning.kind == "stop":
            self._stop(text, meaning)
        elif meaning.kind == "start":
            self.opt_outs.remove(text.sender)
        elif not meaning.kind:
            return next((told for take in self.takers if (told := take(text)) is not None), "")
        if meaning.twilio_answers:
            return ""
        return self.words(_PROMPTS[meaning.kind], meaning.language, text)

    def _stop(self, text: IncomingText, meaning: TextMeaning) -> None:
        way: OptOutWay = "twilio" if text.opt_out else "sentence" if meaning.is_sentence else "keyword"
        self.opt_outs.add(text.sender, way=way, at=self.clock())


_PROMPTS: Mapping[TextKind, str] = {
    "stop": "text_reply.stopped",
    "start": "text_reply.started",
    "help": "text_reply.help",
}
TEXT_PROMPTS: Mapping[str, frozenset[str]] = {
    "text_reply.stopped": frozenset({"brand"}),
    "text_reply.started": frozenset({"brand"}),
    "text_reply.help": frozenset({"brand", "line"}),
}
"""Prompt to the names of its facts."""
