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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files that mostly wait for processes among those that compute, so that no processor rests.

    pytest-xdist begins with the files that have most tests; this decides among those with as many. Begun first, the few
    long ones hinder each other: starts of whole lines at the same time took longer than the wait for the last.
    """
    files = [list(found) for _, found in groupby(items, key=lambda item: item.path)]
    waiting = [each for each in files if {"promises", "cli"} & set(each[0].path.parts)]
    computing = [each for each in files if each not in waiting]
    placed = [(place / len(kind), each) for kind in (waiting, computing) for place, each in enumerate(kind)]
    items[:] = [item for _, each in sorted(placed, key=lambda found: found[0]) for item in each]
