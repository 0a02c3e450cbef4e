"""The names of languages in a language, as CLDR has them."""

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

_SPOKEN = frozenset({"fil", "yue", "haw"})
"""Languages with a code of three letters that customers may name."""


@lru_cache(maxsize=32)
def names(locale: str) -> tuple[tuple[str, str], ...]:
    """Pairs of name and code: ("French", "fr"), ("Canadian French", "fr-CA")."""
    return tuple(_names(locale))


def _names(locale: str) -> Iterator[tuple[str, str]]:
    for code, name in Locale.parse(locale, sep="-").languages.items():
        language = code.partition("_")[0]
        if (len(language) == 2 or language in _SPOKEN) and "(" not in name:
            yield name, code.replace("_", "-")
