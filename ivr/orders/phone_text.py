"""What stands around a telephone number in a field: labels, remarks, an extension, a spreadsheet's way to write it."""

import re
import unicodedata

_ARMOUR = re.compile(r"""^(?:=?["'\u2018\u2019]+)?(.*?)["']*$""", re.DOTALL)
_FLOAT = re.compile(r"(\+?\d{4,})[.,]0{1,2}")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?e\+?(\d{1,2})", re.IGNORECASE)
_REMARK = re.compile(r"\([^()\d]*\)|\[[^\[\]\d]*\]")
_REMARK_BEHIND = re.compile(r"(?<=\d)\s*\((?!\W*(?:e?xt?|int|#))[^()]*[^\W\d_]{2}[^()]*\)", re.IGNORECASE)
_SIGNS = str.maketrans({"{": "(", "}": ")", "_": " ", "\u00b7": " ", "\u2022": " ", "\u2212": "-"})
_IN_GROUPS = re.compile(r"\d{1,4}(?:([,|])\d{3,4})(?:\1\d{3,4})+")
_BRAZILIAN = re.compile(r"^(\(?0)xx(?=[\s)\d])", re.IGNORECASE)
_LABEL = re.compile(r"^(?:[^\W\d_]{2,}+(?:\s?\d[:)])?+[\s.:;,'/#-]*+|[^\W\d_][\s.:)/]++)+(?=[+(\d])")
_AFTER = re.compile(r"(?:\s*[\s,;:]\s*|\s+[-\u2013\u2014.]\s*)[^\W\d_][^\d]*$")
_LOOKS_LIKE_DIGITS = re.compile(r"[\W_]*[oil][\W_oil]*", re.IGNORECASE)
_EXTENSION = re.compile(
    r"[\s,;/.(-]*(?:\b(?:extensi[oó]n|extn|ext|int|interno|poste|anexo|ramal|durchwahl|dw|wewn?|toestel)"
    r"(?![^\W\d_])|x|#|内線)"
    r"[\s.:=#]*(\d{1,7})\W*$",
    re.IGNORECASE,
)
_AROUND = " \t\r\n.,;:#*'\"/-\u2013\u2014"
_LEAST = 7
"""Digits that a number has at least when words stand after it: 1-800 FLOWERS has its number in the word."""


def bare(raw: str) -> tuple[str, str]:
    """A number as it is dialled, with its punctuation, and its extension; letters are left where it cannot be told.

    Letters within the digits stay, whether they are a slogan or an O for a zero. A number that a spreadsheet wrote
    as 1.4E+10 is read where all its digits are there.
    """
    text = "".join(sign for sign in unicodedata.normalize("NFKC", raw) if unicodedata.category(sign) != "Cf")
    text = as_digits(_ARMOUR.sub(r"\1", text.translate(_SIGNS).strip()).strip())
    if _IN_GROUPS.fullmatch(text):
        text = re.sub(r"[,|]", " ", text)
    text = _REMARK_BEHIND.sub("", _BRAZILIAN.sub(r"\1", _REMARK.sub(" ", text).strip()))
    text, extension = _apart(_without(_LABEL, text))
    return _ended(_without_remark(text)), extension


def as_digits(text: str) -> str:
    """Digits that a spreadsheet kept as a floating-point number, as they were; unchanged where some are gone."""
    if whole := _FLOAT.fullmatch(text):
        return whole[1]
    if not (parts := _SCIENTIFIC.fullmatch(text)):
        return text
    decimals, places = parts[2] or "", int(parts[3])
    is_whole = len(decimals) >= places and not decimals[places:].strip("0")
    return parts[1] + decimals[:places] if is_whole else text


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text without a label in front of it, unless the label may be digits, as in `OO 415`."""
    match = pattern.match(text)
    return text if match is None or _LOOKS_LIKE_DIGITS.fullmatch(match[0]) else text[match.end() :]


def _apart(text: str) -> tuple[str, str]:
    """A number and its extension; the two are split off here, since libphonenumber takes letters for digits."""
    match = _EXTENSION.search(text)
    return (text[: match.start()].strip(), match[1]) if match and match.start() else (text, "")


def _without_remark(text: str) -> str:
    match = _AFTER.search(text)
    if match is None or _LOOKS_LIKE_DIGITS.fullmatch(match[0]):
        return text
    number = text[: match.start()]
    return number if sum(map(str.isdigit, number)) >= _LEAST else text


def _ended(text: str) -> str:
    return re.sub(r"\s*(?:x|ext)$", "", text.strip(_AROUND), flags=re.IGNORECASE).strip(_AROUND)
