"""Order numbers: the identity of an order, and the spellings of callers.

The identity of an order is its number as its source writes it, to the letter: `1001-1` and `10011` are two orders.
Callers key and say numbers more loosely. Their spelling only finds orders, by search keys; a postcode or the caller id
decides which one is meant.
"""

import re
import unicodedata

LONGEST = 64
"""The most characters of an identity, and of a search key."""

_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_SEPARATORS = re.compile(r"[\W_]+")
_WITH_A_FRACTION = re.compile(r"(\d+)[.,]0+")
_ARMOUR = re.compile(r'="([^"]*)"|\'+(.*)', re.DOTALL)
_UNSEEN = r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_AROUND = re.compile(rf"\A{_UNSEEN}|{_UNSEEN}\Z")
"""Blanks and invisible marks."""
_UNWRITABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_FEWEST_LETTERS = 5
"""Minimum characters of an order number without a digit."""


def could_be_order_number(code: str) -> bool:
    """Whether a code in letters and digits can be an order number: by its length and a digit."""
    return len(code) <= LONGEST and (len(code) >= _FEWEST_LETTERS or any(map(str.isdigit, code)))


def identity(text: str) -> str:
    """The identity of an order: its number as its source writes it, case, signs and zeros included.

    Blanks and invisible marks around it are removed, and a spreadsheet's mark for text (`="00123"`, `'00123`). Letters
    are composed (NFC), so that one letter has one form. Full-width digits are kept: a source that writes them may
    write others too.
    """
    if text.isascii() and text.isalnum():
        return text
    number = _AROUND.sub("", unicodedata.normalize("NFC", text))
    while armour := _ARMOUR.fullmatch(number):
        number = _AROUND.sub("", armour[1] or armour[2] or "")
    return number


def order_key(shop: str, number: str) -> str:
    """The key of an order among those of all shops of a line; its identity alone if its shop has no name.

    No order number contains a tab (see `is_order_number`), so that two orders never share a key.
    """
    return f"{shop}\t{identity(number)}" if shop else identity(number)


def is_order_number(number: str) -> bool:
    """Whether an identity can be stored, and has a letter or digit that can be keyed or said."""
    writable = number.isprintable() or _UNWRITABLE.isdisjoint(map(unicodedata.category, number))
    return writable and len(number) <= LONGEST and 0 < len(folded(number)) <= LONGEST


def folded(text: str) -> str:
    """Search key: letters and digits alone, in capitals, without accents, digits of any script as 0 to 9."""
    if not text.isascii():
        text = "".join(map(_plain, unicodedata.normalize("NFKD", text)))
    return _SEPARATORS.sub("", text).upper()


def _plain(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def keypad(text: str) -> str:
    """Search key: the spelling on a telephone keypad, with letters as digits and without signs."""
    return folded(text).translate(_KEYPAD)


def digits(text: str) -> str:
    """Search key: the digits alone, as callers key a number such as NW-1001.

    A spreadsheet's `10023.0` gives 10023.
    """
    whole = _WITH_A_FRACTION.fullmatch(text)
    return "".join(filter(str.isdecimal, folded(whole[1] if whole else text)))


def may_mean(given: str, number: str) -> bool:
    """Whether a caller who gave this spelling may mean the order with this number. Only spoken numbers have letters."""
    heard = folded(given)
    if heard.isdecimal():
        return heard in (keypad(number), digits(number))
    return bool(heard) and heard == folded(number)
