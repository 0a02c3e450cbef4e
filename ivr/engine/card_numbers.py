"""Recognises numbers of payment cards in what callers key in or say.

The line needs none, and must not keep one (PCI DSS). A number of a shop that looks like one in every respect is
refused too: one in 25 of those that have 16 digits, as few shops' have.
"""

import re
from collections.abc import Iterator, Mapping

_NETWORKS: Mapping[str, tuple[int, ...]] = {
    r"4": (16, 19),  # Visa
    r"4[0-24-8]": (13,),  # Visa, long ago. Telephone numbers of Germany (49) and Austria (43) have 13 digits too
    r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720": (16,),  # Mastercard
    r"3[47]": (15,),  # American Express
    r"30[0-5]|3095|3[689]": (14, 16, 19),  # Diners Club
    r"6011|64[4-9]|65": (16, 19),  # Discover
    r"352[89]|35[3-8]": (16, 19),  # JCB
    r"62": (16, 17, 18, 19),  # UnionPay
    r"50|5[6-8]|6304|6390|67": (13, 14, 15, 16, 17, 18, 19),  # Maestro
    r"220[0-4]": (16, 19),  # Mir
    r"60|81|82|508": (16,),  # RuPay
    r"63": (16,),  # Elo
}
"""The digits that cards of a network begin with, to the numbers of digits they have."""
_LENGTHS = tuple((re.compile(begins), lengths) for begins, lengths in _NETWORKS.items())
_RUN = re.compile(r"\d(?:[\s.,/-]{0,2}\d){12,}")
_USUAL = (15, 16)
_AFTER = (3, 4, 6, 7, 8, 9, 10)
"""The digits that may follow a usual one at once: security code, expiry date, or both."""
_NOT_A_DIGIT = re.compile(r"\D")
LEAST_SPOKEN = 26
"""The bytes of the shortest words for a number, in UTF-8."""


def has_card_number(text: str) -> bool:
    """Whether a text holds the number of a card, by itself or with the expiry date or security code after it."""
    return any(_is_card(_NOT_A_DIGIT.sub("", run)) for run in _RUN.findall(text))


def _is_card(digits: str) -> bool:
    return any(_passes_luhn(digits[:length]) for length in _lengths(digits) if _can_end(length, len(digits)))


def _can_end(length: int, said: int) -> bool:
    return length == said or (length in _USUAL and said - length in _AFTER)


def _lengths(digits: str) -> Iterator[int]:
    for begins, lengths in _LENGTHS:
        if begins.match(digits):
            yield from lengths


def _passes_luhn(digits: str) -> bool:
    doubled = (divmod(int(digit) * (1 + place % 2), 10) for place, digit in enumerate(reversed(digits)))
    return sum(tens + ones for tens, ones in doubled) % 10 == 0
