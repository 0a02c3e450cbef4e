"""The check of new passwords: refuses short ones, and long ones made of repetitions or rows of a keyboard."""

import re
import unicodedata

SHORTEST = 12
LONGEST = 256
"""Limits of length, in characters."""
FEWEST = 8
"""Minimum characters after common words, repetitions and rows of keys are condensed."""
TOO_EASY = "That is among the first that are tried. Take a few words that do not belong together."

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm",
         "yxcvbnm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "!@#$%^&*()", "qazwsxedcrfvtgbyhnujm")  # fmt: skip
_WORDS = re.compile(
    "administrator|motdepasse|passphrase|contrasena|willkommen|bienvenido|supervisor|password|passwort|changeme|sunshine"
    "|princess|football|baseball|iloveyou|superman|welcome|letmein|default|console|trustno|passwd|secret|master|monkey"
    "|dragon|shadow|batman|senha|haslo|admin|login|wismo|hello|guest|pass|root|user|test|temp"
)
"""Common words in lists of stolen passwords, in the languages of the line."""
_LOOKALIKES = str.maketrans("0134578@$!", "oieastbasi")


def fault(password: str, again: str, name: str) -> str:
    """The error of a new password, typed twice; "" if it is accepted."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(" ".join(plain.split())) < SHORTEST:
        return f"Take at least {SHORTEST} characters: a few words in a row are easy to keep."
    if len(password) > LONGEST:
        return f"Take at most {LONGEST} characters."
    if any(part in plain for part in _parts(name)):
        return "Leave your name out of it."
    if len(_condensed(plain)) < FEWEST:
        return TOO_EASY
    return "" if password == again else "The two are not the same."


def _parts(name: str) -> list[str]:
    """The whole name, and its parts of more than three characters."""
    plain = name.casefold()
    return [plain, *(part for part in re.split(r"[\W_]+", plain) if len(part) > 3)]


def _condensed(plain: str) -> str:
    """The password with each common word, row of keys and repetition condensed to one character."""
    letters = unicodedata.normalize("NFKD", plain)
    text = "".join(each for each in letters if not each.isspace() and not unicodedata.combining(each))
    plainest = _WORDS.sub("\1", text)
    return _once(_without_rows(_without_lookalikes(plainest)))


def _without_lookalikes(text: str) -> str:
    """Condense common words in which digits replace letters to one character each."""
    for word in reversed(list(_WORDS.finditer(text.translate(_LOOKALIKES)))):
        text = f"{text[: word.start()]}\1{text[word.end() :]}"
    return text


def _without_rows(text: str) -> str:
    """Condense runs of three keys or more along a row, in either direction, to one character."""
    kept = ""
    while text:
        run = max(_run(text, row[::step]) for row in _ROWS for step in (1, -1))
        kept, text = kept + text[0], text[run:] if run > 2 else text[1:]
    return kept


def _run(text: str, row: str) -> int:
    """The number of characters at the start of a text that are adjacent in a row."""
    longest = 0
    while longest < len(text) and text[: longest + 1] in row:
        longest += 1
    return longest


def _once(text: str) -> str:
    """Condense repeated parts of a text, and repeated characters, to one."""
    text = re.sub(r"(.+?)\1{2,}", r"\1", text)
    half = next((size for size in range(1, len(text) // 2 + 1) if _repeats(text, size)), len(text))
    return re.sub(r"(.)\1+", r"\1", text[:half])


def _repeats(text: str, size: int) -> bool:
    return text == (text[:size] * (len(text) // size + 1))[: len(text)]
