"""Attributes of an element, read by the types of the dataclass they fill."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any
from xml.etree.ElementTree import Element

from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.errors import SCHEMA, Flaw


def read_attributes(kind: type[Any], element: Element, warnings: list[Flaw]) -> dict[str, Any]:
    """Field values for `kind`; an unknown attribute or a value of the wrong type is dropped with a warning."""
    known = _READERS[kind]
    values: dict[str, Any] = {}
    for name, text in element.items():
        if name in known:
            _read_one(values, known[name], text, f"{element.tag} {name}", warnings)
        elif name not in kind.PASSED_OVER:
            warnings.append(Flaw(SCHEMA, f"<{element.tag}> has no attribute {name}"))
    return values


def _read_one(values: dict[str, Any], reader: "Reader", text: str, where: str, warnings: list[Flaw]) -> None:
    field_name, read = reader
    try:
        values[field_name] = read(text)
    except ValueError:
        warnings.append(Flaw(SCHEMA, f"{where} is not valid"))


Reader = tuple[str, Callable[[str], Any]]


def _readers(kind: type[Any]) -> dict[str, Reader]:
    return {_camel(name): (name, _read_for(name, type_)) for name, type_ in _attribute_fields(kind)}


def _attribute_fields(kind: type[Any]) -> Iterator[tuple[str, Any]]:
    return ((f.name, f.type) for f in fields(kind) if "content" not in f.metadata)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _read_for(name: str, type_: Any) -> Callable[[str], Any]:
    if name == "method" or name.endswith("_method"):
        return _method
    return _BY_TYPE[type_]


def _method(text: str) -> str:
    if text.upper() not in {"GET", "POST"}:
        raise ValueError(text)
    return text.upper()


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_BY_TYPE: dict[Any, Callable[[str], Any]] = {
    str: str,
    str | None: str,
    int: _whole_number,
    int | None: _whole_number,
    bool: _boolean,
    tuple[str, ...]: _words,
}

_READERS: dict[type[Any], dict[str, Reader]] = {
    kind: _readers(kind)
    for kind in (
        *(v.Say, v.Play, v.Pause, v.Gather, v.Redirect, v.Hangup, v.Leave, v.Reject, v.Enqueue, v.Task),
        *(v.Dial, v.Number, v.Sip, v.Client, v.Queue, v.Conference, v.Record),
    )
}
