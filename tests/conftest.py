"""Fixtures for all tests."""

from itertools import groupby

import pytest
from hypothesis import settings

settings.register_profile("wismo", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("wismo")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-transcripts", action="store_true", help="write tests/calls/transcripts anew instead of comparing"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files that mostly wait for processes among those that compute, so that no processor rests."""
    files = [list(found) for _, found in groupby(items, key=lambda item: item.path)]
    waiting = [each for each in files if {"promises", "cli"} & set(each[0].path.parts)]
    computing = [each for each in files if each not in waiting]
    placed = [(place / len(kind), each) for kind in (waiting, computing) for place, each in enumerate(kind)]
    items[:] = [item for _, each in sorted(placed, key=lambda found: found[0]) for item in each]
