"""Fixtures for all tests."""

import pytest
from hypothesis import settings

settings.register_profile("wismo", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("wismo")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-transcripts", action="store_true", help="write tests/calls/transcripts anew instead of comparing"
    )
