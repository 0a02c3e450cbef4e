"""Fixtures for all tests."""

from collections.abc import Callable
from functools import cache, partial
from itertools import groupby

import pytest
from argon2.profiles import CHEAPEST
from flask import Flask
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from ivr.adapters.sql.users import SqlUsers

settings.register_profile("wismo", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("wismo")

STRENGTH = SqlUsers.strength
"""The cost of a password's hash as users have it."""


class CompiledTemplates(BytecodeCache):
    """The templates that some test has compiled, for the applications of all tests of this process."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_compile_builder = Rule._compile_builder


def _compiled_when_built(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """What builds the addresses of a rule, compiled when the first one is built: an application has 250 rules."""
    made = cache(partial(_compile_builder, rule, append_unknown))
    return lambda self, **values: made()(self, **values)


def pytest_configure() -> None:
    """Save what costs much and tells nothing: hashes that nobody attacks, what was compiled, and what is not used."""
    Rule._compile_builder = _compiled_when_built  # type: ignore[method-assign, assignment]
    SqlUsers.strength = CHEAPEST
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-transcripts", action="store_true", help="write tests/calls/transcripts anew instead of comparing"
    )


LONGEST = "test_every_page.py"
"""Takes minutes, and would otherwise be waited for in the end."""
WAITED = 0.85
"""The part of the run in which the files that wait begin, so that short ones remain for the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files that mostly wait for processes among those that compute, so that no processor rests.

    The order counts only with `--no-loadscope-reorder`: pytest-xdist begins with the files that have most tests.
    """
    files = [list(found) for _, found in groupby(items, key=lambda item: item.path)]
    waiting = [each for each in files if {"promises", "cli"} & set(each[0].path.parts)]
    computing = sorted((each for each in files if each not in waiting), key=lambda each: each[0].path.name != LONGEST)
    placed = [(WAITED * place / len(waiting), each) for place, each in enumerate(waiting)]
    placed += [(place / len(computing), each) for place, each in enumerate(computing)]
    items[:] = [item for _, each in sorted(placed, key=lambda found: found[0]) for item in each]
