"""Print the part of requirements.lock that the line needs to run, hashes included; with `--only NAME`, that part alone.

`requirements.lock` holds the tools of developers as well. uv writes below each requirement which others ask for it
("via"), so that the dependencies of pyproject.toml can be followed without an index.
"""

import argparse
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ENTRY = re.compile(r"^(?=\S)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_VIA = re.compile(r"^    # (?:via|  )\s*([\w.-]+)", re.MULTILINE)


def main() -> None:
    """Print the entries."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--extra", action="append", default=[], help="an extra of pyproject.toml to include")
    parser.add_argument("--only", action="append", help="print this requirement instead; may be repeated")
    arguments = parser.parse_args()
    entries = locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    names = set(arguments.only) if arguments.only else needed(entries, declared(arguments.extra))
    if missing := sorted(names - entries.keys()):
        raise SystemExit(f"not in requirements.lock: {', '.join(missing)}")
    print("".join(entry for name, entry in entries.items() if name in names), end="")


def locked(text: str) -> dict[str, str]:
    """The entries of a lock file by their normalised names."""
    return {name_of(entry): entry for entry in _ENTRY.split(text) if _NAME.match(entry)}


def declared(extras: list[str]) -> set[str]:
    """The names of pyproject.toml's dependencies, with those of `extras`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = (project["optional-dependencies"][extra] for extra in extras)
    return {name_of(each) for each in [*project["dependencies"], *(each for group in optional for each in group)]}


def needed(entries: Mapping[str, str], roots: set[str]) -> set[str]:
    """`roots` and everything that they ask for, directly or not."""
    found: set[str] = set()
    more = set(roots)
    while more:
        found |= more
        more = {name for name, entry in entries.items() if found.intersection(_VIA.findall(entry))} - found
    return found


def name_of(requirement: str) -> str:
    """The normalised name at the start of a requirement. Raises ValueError without a name."""
    match = _NAME.match(requirement)
    if not match:
        raise ValueError(requirement)
    return re.sub(r"[-_.]+", "-", match[0]).lower()


if __name__ == "__main__":
    main()
