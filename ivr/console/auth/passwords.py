"""Which passwords are refused: short ones, and those that are long by repeating or by going along a keyboard."""

import re
import unicodedata

SHORTEST = 12
LONGEST = 256
"""Characters."""
FEWEST = 8
"""Characters that are left when everybody's words, repetitions and rows of keys count for little."""
TOO_EASY = "That is among the first that are tried. Take a few words that do not belong together."

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm",
         "yxcvbnm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "!@#$%^&*()", "qazwsxedcrfvtgbyhnujm")  # fmt: skip
_WORDS = re.compile(
    "administrator|motdepasse|passphrase|contrasena|willkommen|bienvenido|supervisor|password|passwort|changeme|sunshine"
    "|princess|football|baseball|iloveyou|superman|welcome|letmein|default|console|trustno|passwd|secret|master|monkey"
    "|dragon|shadow|batman|senha|haslo|admin|login|wismo|hello|guest|pass|root|user|test|temp"
)
"""Those that lists of stolen passwords are full of, in the languages of the line."""
_LOOKALIKES = str.maketrans("0134578@$!", "oieastbasi")


def fault(password: str, again: str, name: str) -> str:
    """What is wrong with a new password, typed twice; "" when nothing is."""
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
    """The parts of a name that are long enough to be one, and the whole of it."""
    plain = name.casefold()
    return [plain, *(part for part in re.split(r"[\W_]+", plain) if len(part) > 3)]


def _condensed(plain: str) -> str:
    """The password with a character for each word, row or repetition in it that anybody would think of."""
    letters = unicodedata.normalize("NFKD", plain)
    text = "".join(each for each in letters if not each.isspace() and not unicodedata.combining(each))
    plainest = _WORDS.sub("\1", text)
    return _once(_without_rows(_without_lookalikes(plainest)))


def _without_lookalikes(text: str) -> str:
    """Everybody's words in which figures stand for letters, shortened to a character each."""
    for word in reversed(list(_WORDS.finditer(text.translate(_LOOKALIKES)))):
        text = f"{text[: word.start()]}\1{text[word.end() :]}"
    return text


def _without_rows(text: str) -> str:
    """Runs of three keys or more along a row, in either direction, shortened to one."""
    kept = ""
    while text:
        run = max(_run(text, row[::step]) for row in _ROWS for step in (1, -1))
        kept, text = kept + text[0], text[run:] if run > 2 else text[1:]
    return kept


def _run(text: str, row: str) -> int:
    """How many characters at the start of a text follow each other in a row."""
    longest = 0
    while longest < len(text) and text[: longest + 1] in row:
        longest += 1
    return longest


def _once(text: str) -> str:
    """A text that repeats a part of itself again and again, with that part once; repeated characters once."""
    text = re.sub(r"(.+?)\1{2,}", r"\1", text)
    half = next((size for size in range(1, len(text) // 2 + 1) if _repeats(text, size)), len(text))
    return re.sub(r"(.)\1+", r"\1", text[:half])


def _repeats(text: str, size: int) -> bool:
    return text == (text[:size] * (len(text) // size + 1))[: len(text)]
