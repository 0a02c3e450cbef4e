"""The files of the words are part of the installed package."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_every_file_of_words_is_packaged() -> None:
    patterns = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    words = [file for file in (PROJECT / "prompts").rglob("*.*") if file.suffix not in {".py", ".pyc"}]
    assert words
    assert not [file for file in words if not any(fnmatch(file.name, pattern) for pattern in patterns)]
