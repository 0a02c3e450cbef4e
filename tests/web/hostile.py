"""Malicious values, inserted anywhere in requests."""

import json
from copy import deepcopy
from random import Random
from typing import Any

LONG = "x" * 5_000
TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "9" * 23,
    "9" * 5_000,
    "٣",
    "²",
    "NaN",
    "Infinity",
    "true",
    "null",
    "\0",
    "a\0b",
    "\r\n",
    "x\ny: z",
    "\u202e",
    "\ufeff",
    "é" * 300,
    "😀",
    "=1+1",
    "'",
    '"',
    "<b>",
    "{{7*7}}",
    "%s%n",
    "../..",
    "..%2f",
    "//e.example",
    "+14155550100",
    "2026-02-30",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-03-08T02:30",
    "2026-11-24T10:30+99:99",
    "08:00-20:00",
    LONG,
    "[" * 3_000,
    "{" * 3_000,
    "en-US",
    "care-en",
    "\t",
    "a\tb",
    ",",
    ";",
    ".",
    "/",
    "admin",
    "on",
    "off",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    5,
    10**9,
    10**15,
    2**31,
    2**63,
    10**400,
    1.5,
    -0.0,
    1e308,
    float("inf"),
    float("nan"),
    [],
    {},
    [[]],
    [None],
    {"": {}},
    {"a": [1]},
    ["en-US", "es-MX"],
    *TEXTS,
)
RAW = (
    b"",
    b"null",
    b"[]",
    b"5",
    b'"x"',
    b"{",
    b"\xff\xfe",
    b"<xml/>",
    b"[" * 50_000,
    b'{"at":' * 5_000,
    b'{"at":5}',
    b'{"document":{}}',
    b'{"number":1e999}',
    b'{"number":9223372036854775808}',
    b'{"note":"\\ud800"}',
    b'{"note":"\\u0000"}',
    b"{}" * 100_000,
)


def mutated(body: Any, chance: Random) -> Any:
    """The same values with some of them another, gone or doubled."""
    found = deepcopy(body)
    for _ in range(chance.randint(1, 3)):
        found = _changed(found, chance)
    return found


def dumped(value: Any) -> bytes:
    """As JSON, half characters and numbers that JSON has none for included."""
    return json.dumps(value).encode()


def _changed(value: Any, chance: Random) -> Any:
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(list(value))
        act = chance.random()
        if act < 0.1:
            return {key: each for key, each in value.items() if key != name}
        if act < 0.2:
            return {**value, str(chance.choice(TEXTS)): chance.choice(VALUES)}
        return {**value, name: _changed(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        return [*value[:place], _changed(value[place], chance), *value[place + 1 :]]
    return chance.choice(VALUES)
