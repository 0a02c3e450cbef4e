"""Fixtures of tests that are run on a line of each language in turn."""

import pytest

from ivr.settings import Settings
from prompts.catalogue import packaged

NATIVE_LINE = "+18005550142"
"""A number that the routing document does not name: it is answered in the line's own language."""


@pytest.fixture(params=packaged())
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings(settings: Settings, locale: str) -> Settings:
    languages = (locale, "es-MX" if locale == "en-US" else "en-US")
    return settings.model_copy(update={"language": locale, "languages": languages})
