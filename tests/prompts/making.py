"""Small catalogues for tests, on disk as a translator would leave them."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""
TWO = "nplurals=2; plural=(n != 1);"
PACKAGED = Path(str(files("prompts") / "locales"))
LOCALES = sorted(each.name for each in PACKAGED.iterdir() if (each / "prompts.po").is_file())
"""Those that have words."""
ENGLISH = (files("prompts") / "locales" / "en-US" / "prompts.po").read_text(encoding="utf-8")
SPANISH = (files("prompts") / "locales" / "es-MX" / "prompts.po").read_text(encoding="utf-8")


def entry(key: str, *words: str) -> str:
    """One prompt; several words are its plural forms."""
    if len(words) == 1:
        return f'msgid "{key}"\nmsgstr "{words[0]}"\n\n'
    forms = "".join(f'msgstr[{place}] "{form}"\n' for place, form in enumerate(words))
    return f'msgid "{key}"\nmsgid_plural "{key}"\n{forms}\n'


def book(*entries: str, plural: str = TWO) -> str:
    """A file that holds these entries."""
    return HEADER.format(plural=plural) + "".join(entries)


def speech_of(text: str) -> list[str]:
    """The patterns of speech in a packaged file, to be used in another."""
    return [f"{each}\n\n" for each in text.split("\n\n") if 'msgid "speech.' in each]


def folder(path: Path, catalogues: Mapping[str, str]) -> Path:
    """A folder with a `prompts.po` for each locale."""
    for locale, text in catalogues.items():
        (path / locale).mkdir()
        (path / locale / "prompts.po").write_text(text, encoding="utf-8")
    return path
