"""Order numbers: what an order is, and how callers spell it.

An order is what its source calls it, to the letter: `1001-1` and `10011` are two orders. What callers key and say is
looser than that. It only finds orders, by search keys; a postcode or the ringing number tells which one is meant.
"""

import re
import unicodedata

LONGEST = 64
"""Characters of an identity, and of a search key."""

_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_SEPARATORS = re.compile(r"[\W_]+")
_WITH_A_FRACTION = re.compile(r"(\d+)[.,]0+")
_ARMOUR = re.compile(r'="([^"]*)"|\'+(.*)', re.DOTALL)
_UNSEEN = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_AROUND = re.compile(rf"\A{_UNSEEN}|{_UNSEEN}\Z")
"""Blanks, and marks that nobody sees."""
_UNWRITABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def identity(text: str) -> str:
    """What an order is: its number as its source writes it, case, signs and zeros included.

    Only what is not of the number comes off: blanks and invisible marks around it, and a spreadsheet's armour
    (`="00123"`, `'00123`). Letters are composed (NFC), so that one letter has one form; full-width digits stay what
    they are, as the source that writes them may well write others too.
    """
    if text.isascii() and text.isalnum():
        return text
    number = _AROUND.sub("", unicodedata.normalize("NFC", text))
    while armour := _ARMOUR.fullmatch(number):
        number = _AROUND.sub("", armour[1] or armour[2] or "")
    return number


def is_order_number(number: str) -> bool:
    """Whether an identity can be stored, and something of it can be keyed or said."""
    writable = number.isprintable() or _UNWRITABLE.isdisjoint(map(unicodedata.category, number))
    return writable and len(number) <= LONGEST and 0 < len(folded(number)) <= LONGEST


def folded(text: str) -> str:
    """Letters and digits alone, in capitals, without accents, digits of any script as 0 to 9. A search key."""
    if not text.isascii():
        text = "".join(map(_plain, unicodedata.normalize("NFKD", text)))
    return _SEPARATORS.sub("", text).upper()


def _plain(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def keypad(text: str) -> str:
    """As a telephone's keypad spells it: letters become digits, and signs are left out. A search key."""
    return folded(text).translate(_KEYPAD)


def digits(text: str) -> str:
    """The digits alone, as callers key a number such as NW-1001; of `10023.0`, as a spreadsheet writes it, 10023.

    A search key.
    """
    whole = _WITH_A_FRACTION.fullmatch(text)
    return "".join(filter(str.isdecimal, folded(whole[1] if whole else text)))


def may_mean(given: str, number: str) -> bool:
    """Whether a caller who gave this may mean the order with this number. Letters are only given by speaking."""
    heard = folded(given)
    if heard.isdecimal():
        return heard in (keypad(number), digits(number))
    return bool(heard) and heard == folded(number)
