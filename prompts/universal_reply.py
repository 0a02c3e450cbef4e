"""Judges what an utterance means at every question, from the known phrases that it consists of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import Literal, cast, get_args

from prompts.phrase_table import Phrase, Piece

Universal = Literal["person", "repeat", "back", "language", "slower", "yes", "no", "done"]
"""An answer that is understood at every question (the word of VoiceXML)."""
UNIVERSALS: tuple[Universal, ...] = get_args(Universal)
PRIORITY: tuple[Universal, ...] = ("person", "language", "repeat", "slower", "back", "done")
"""What is looked for before yes and no, the most important first."""
NOUNS = ("person", "language")
"""The universals that a wish such as "I want ..." can ask for."""
WISH, FILLER, ASIDE, PLEASE = "wish", "filler", "aside", "please"
INSERTED = (ASIDE, PLEASE)
"""The labels of words that may stand in the middle of a phrase."""
_NEGATION = "negation"
_UNDERSTOOD = frozenset((*UNIVERSALS, WISH, _NEGATION))
_UNWANTED = "unwanted"
_NOT = Phrase(_NEGATION, "no")
"""A negation with the word for no in it: "no quiero"."""
_AROUND = " ,.;:!?…、。-"
"""What can stand around a part of an utterance, without meaning."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The meaning of an utterance before anything else is considered."""

    universal: Universal | None = None
    rest: str = ""
    """What follows "no, ..." or "yes, ...", or stands beside the phrase, as spoken; empty if nothing does."""
    language: str = ""
    """The locale of the language named, or the CLDR code of one that the line lacks; empty if none was named."""
    is_mild: bool = False
    """Whether it is a yes or no only where one was asked for: "right", "something else"."""


NO_REPLY = Reply()


def judge(text: str, pieces: Iterable[Piece]) -> Reply:
    """The meaning of an utterance; an empty reply if it is none of the universals, or contradictory."""
    told = [piece for piece in pieces if piece.phrase.label not in (FILLER, ASIDE)]
    content = [piece for piece in told if piece.phrase.label != PLEASE]
    return _Utterance(text, content).reply() if content or not told else Reply("yes", is_mild=True)


@dataclass(frozen=True, slots=True)
class _Utterance:
    """An utterance, cut into pieces without those that mean nothing."""

    text: str
    content: Sequence[Piece]

    def reply(self) -> Reply:
        pieces = _wanted(_joined(self.content))
        if found := _first([piece for piece in pieces if piece.phrase.manner == "within"]):
            is_alone = all(piece is found or _is_weak(piece) or piece.phrase.label == WISH for piece in pieces)
            return _reply(found, "" if is_alone else self._beside(found))
        if all(piece.phrase.label in _UNDERSTOOD for piece in pieces):
            return _whole([piece for piece in pieces if piece.phrase.label != WISH])
        return self._begun(pieces)

    def _begun(self, pieces: Sequence[Piece]) -> Reply:
        """What begins with yes or no, and goes on."""
        start = next((place for place, each in enumerate(pieces) if not _is_weak(each)), len(pieces))
        begins = pieces[start : start + 1]
        if _says_firmly("no", begins):
            end = _end_of_run(pieces, start, "no")
            return NO_REPLY if _says_firmly("yes", pieces[end : end + 1]) else Reply("no", self._after_no(pieces, end))
        if _says_firmly("yes", begins):
            end = _end_of_run(pieces, start, "yes")
            return NO_REPLY if self._takes_back(pieces[end:]) else Reply("yes", self._after(pieces[end - 1]))
        is_no = bool(begins) and begins[0].phrase == _NOT and all(piece.phrase.label != _UNWANTED for piece in pieces)
        return Reply("no", self.text[begins[0].start :].strip()) if is_no else NO_REPLY

    def _after_no(self, pieces: Sequence[Piece], end: int) -> str:
        """The rest after a no, or with it where it negates what follows: "no recibí nada", "no es por A, es por B"."""
        last = pieces[end - 1]
        is_not = self._negates(pieces, end - 1) or self._contrasts(pieces, end - 1)
        return self.text[last.start :].strip() if is_not else self._after(last)

    def _after(self, piece: Piece) -> str:
        return self.text[piece.end :].strip(_AROUND)

    def _negates(self, pieces: Sequence[Piece], place: int) -> bool:
        """Whether a word that means no and not belongs to what follows it."""
        if pieces[place].phrase.manner != "not" or not self._touches(pieces, place):
            return False
        return pieces[place + 1].phrase.label not in ("new", WISH, *UNIVERSALS)

    def _contrasts(self, pieces: Sequence[Piece], place: int) -> bool:
        """Whether two thoughts follow a no, the first of them denied: "no es por el envío es por la factura"."""
        new = [each.phrase.label == "new" for each in pieces[place + 1 :]]
        return self._touches(pieces, place) and new[0] and any(dropwhile(bool, new))

    def _touches(self, pieces: Sequence[Piece], place: int) -> bool:
        """Whether the next piece follows this one without a pause."""
        following = pieces[place + 1 : place + 2]
        return any(not self.text[pieces[place].end : each.start].strip() for each in following)

    def _takes_back(self, rest: Sequence[Piece]) -> bool:
        """Whether this turns a yes before it round: "yes no", "yes but it is another one"."""
        said = [place for place, each in enumerate(rest) if each.phrase.label == "no"]
        noes = [place for place in said if not self._negates(rest, place)]
        if any(place in (0, len(rest) - 1) and rest[place].phrase.manner != "alone" for place in noes):
            return True
        but = next((place for place, each in enumerate(rest) if each.phrase.label == "but"), len(rest))
        turned = (place for place, each in enumerate(rest) if each.phrase.label in ("turned", _NEGATION))
        return any(place > but for place in (*noes, *turned))

    def _beside(self, piece: Piece) -> str:
        return f"{self.text[: piece.start].strip(_AROUND)} {self._after(piece)}".strip()


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with "speak to ..." and "a person" joined; a phrase that lacks its word means nothing."""
    joined: list[Piece] = []
    for piece in pieces:
        joined.append(piece)
        while len(joined) > 1 and _fit(*joined[-2:]):
            other, one = joined.pop(), joined.pop()
            joined.append(Piece(_together(one.phrase, other.phrase), one.start, other.end))
    return [_unknown(each) if each.phrase.form != "full" and each.phrase.label != WISH else each for each in joined]


def _fit(one: Piece, other: Piece) -> bool:
    """Whether one of two neighbours is the word that the other lacks."""
    lead, full = (one.phrase, other.phrase) if other.phrase.form == "full" else (other.phrase, one.phrase)
    forms = (one.phrase.form, other.phrase.form)
    fit = lead.label == full.label or (lead.label == WISH and full.label in NOUNS)
    return fit and forms in (("lead", "full"), ("full", "tail"))


def _together(one: Phrase, other: Phrase) -> Phrase:
    manner = "within" if "within" in (one.manner, other.manner) else ""
    return Phrase(other.label if one.label == WISH else one.label, manner, code=one.code or other.code)


def _wanted(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, with those that are negated marked: "I don't want" and "a person"."""
    marked = [each.phrase.label in PRIORITY for each in pieces]
    before = [False, *(_is_negation(each) and each.phrase.manner != "after" for each in pieces)]
    after = [*(_is_negation(each) and each.phrase.manner == "after" for each in pieces[1:]), False]
    return [
        Piece(Phrase(_UNWANTED), piece.start, piece.end) if mark and (one or other) else piece
        for piece, mark, one, other in zip(pieces, marked, before, after, strict=False)
    ]


def _unknown(piece: Piece) -> Piece:
    return Piece(Phrase("none"), piece.start, piece.end)


def _whole(pieces: Sequence[Piece]) -> Reply:
    """The meaning of an utterance that has nothing but universals."""
    strong = [piece for piece in pieces if _is_strong(piece)]
    weak = [piece for piece in pieces if not _is_strong(piece)]
    if found := _first(strong):
        named = found.phrase.code or next((piece.phrase.code for piece in pieces if piece.phrase.code), "")
        return replace(_reply(found), language=named)
    if strong:
        reply = _yes_or_no(strong, weak)
        return replace(reply, is_mild=reply.universal == "no" and _says("yes", pieces[-1:]))
    return _weakly(weak)


def _weakly(pieces: Sequence[Piece]) -> Reply:
    """The meaning of what counts only when nothing else is said. "Sorry" comes last: it goes with anything."""
    if found := _first([piece for piece in pieces if piece.phrase.label != "repeat"]):
        return _reply(found)
    if _says("no", pieces) or _says("yes", pieces):
        return Reply("no" if _says("no", pieces) else "yes", is_mild=True)
    return _reply(pieces[0]) if pieces else NO_REPLY


def _yes_or_no(strong: Sequence[Piece], weak: Sequence[Piece]) -> Reply:
    """No if it was said and no yes as firmly; yes if no was not said at all."""
    if _says("yes", strong):
        return NO_REPLY if _says("no", strong) or _says("no", weak) else Reply("yes")
    return Reply("no")


def _says(label: Universal, pieces: Sequence[Piece]) -> bool:
    return any(piece.phrase.label == label or (label == "no" and _is_negation(piece)) for piece in pieces)


def _says_firmly(label: Universal, pieces: Iterable[Piece]) -> bool:
    return any(piece.phrase.label == label and piece.phrase.manner != "alone" for piece in pieces)


def _is_strong(piece: Piece) -> bool:
    return piece.phrase.manner != "alone" and not _is_negation(piece)


def _is_negation(piece: Piece) -> bool:
    return piece.phrase.label == _NEGATION


def _first(pieces: Iterable[Piece]) -> Piece | None:
    """The most important among what is looked for before yes and no."""
    found = [piece for piece in pieces if piece.phrase.label in PRIORITY]
    return min(found, key=_rank, default=None)


def _rank(piece: Piece) -> tuple[int, bool]:
    """The place in the order of importance; the name of a language before the word for language."""
    return PRIORITY.index(cast(Universal, piece.phrase.label)), not piece.phrase.code


def _reply(piece: Piece, rest: str = "") -> Reply:
    return Reply(cast(Universal, piece.phrase.label), rest, piece.phrase.code)


def _is_weak(piece: Piece) -> bool:
    """Whether this counts for nothing at the beginning of a longer utterance: "okay", "sorry"."""
    return piece.phrase.manner == "alone" and piece.phrase.label != "no"


def _end_of_run(pieces: Sequence[Piece], start: int, label: str) -> int:
    """The place after the last of the pieces with this label that follow each other."""
    run = range(start, len(pieces))
    return next((place for place in run if pieces[place].phrase.label != label), len(pieces) - 1)
