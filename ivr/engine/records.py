"""Records: the data of a call as frozen dataclasses that declare how they are stored.

A record is a frozen dataclass with slots, whose fields all have defaults. A field is stored in the session under its
own name, or under the one that `stored_as` gives it; CARRIED fields also travel in the signed address of the next
turn. A value that equals its default is not written. A stored name means the same in all versions that serve at once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Generic, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

JsonValue: TypeAlias = "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
Json: TypeAlias = Mapping[str, JsonValue]

CARRIED: Mapping[str, object] = {"carried": True}
"""Metadata of a field that the signed address carries too. It must not hold personal data."""
TURN_ONLY: Mapping[str, object] = {"turn_only": True}
"""Metadata of a holder's attribute that lasts for one turn and is never stored."""

H = TypeVar("H")


def stored_as(name: str) -> Mapping[str, object]:
    """Metadata of a field with a different stored name."""
    return {"name": name}


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a record: `place` counts the record's fields from 0."""

    record: str
    name: str
    place: int
    stored: str
    default: object
    read: Callable[[JsonValue], object]
    carried: bool


class Codec(Generic[H]):
    """Serializes the records that are attributes of a class."""

    def __init__(self, holder: type[H]) -> None:
        kinds = dict(_records_of(holder))
        found = [each for name, kind in kinds.items() for each in _fields_of(name, kind)]
        self._by_name = {each.stored: each for each in found}
        if len(self._by_name) != len(found):
            raise TypeError(f"{holder.__name__}: two fields are stored under one name")
        self._by_record = {name: [each for each in found if each.record == name] for name in kinds}
        own = {each.name: each.default for each in fields(holder)}  # type: ignore[arg-type]
        self._blank = {name: own[name] if isinstance(own[name], kind) else kind() for name, kind in kinds.items()}
        self._kinds = kinds
        self._defaults = {name: [each.default for each in entries] for name, entries in self._by_record.items()}
        self._carried = [each for each in found if each.carried]

    @property
    def names(self) -> frozenset[str]:
        """The stored names of the fields."""
        return frozenset(self._by_name)

    def dump(self, holder: H) -> dict[str, JsonValue]:
        """All fields that differ from their default."""
        stored: dict[str, JsonValue] = {}
        for record, entries in self._by_record.items():
            value = getattr(holder, record)
            if value is not self._blank[record]:
                stored.update(_written(value, entries))
        return stored

    def dump_carried(self, holder: H) -> dict[str, JsonValue]:
        """The carried fields that differ from their default."""
        return {name: value for each in self._carried for name, value in _written(getattr(holder, each.record), [each])}

    def load(self, holder: H, stored: Json) -> None:
        """Set the records of a new holder from stored values. Raises TypeError for values of a wrong type.

        Runs in every turn, so default values are not read, and records with nothing but defaults are shared.
        """
        found: dict[str, list[object]] = {}
        by_name = self._by_name
        for name, value in stored.items():
            each = by_name.get(name)
            if each is None or value == each.default:
                continue
            values = found.get(each.record)
            if values is None:
                values = found[each.record] = self._defaults[each.record].copy()
            values[each.place] = each.read(value)
        for record, blank in self._blank.items():
            setattr(holder, record, self._kinds[record](*found[record]) if record in found else blank)

    def load_carried(self, holder: H, stored: Json) -> None:
        """Set only the carried fields; a missing one gets its default. Raises like `load`."""
        for each in self._carried:
            value = each.read(stored[each.stored]) if each.stored in stored else each.default
            setattr(holder, each.record, _replaced(getattr(holder, each.record), each.name, value))


def _replaced(record: object, name: str, value: object) -> object:
    """As dataclasses.replace, of a record whose class is not known here."""
    before = {each.name: getattr(record, each.name) for each in fields(record)}  # type: ignore[arg-type]
    return type(record)(**{**before, name: value})


def _written(record: object, entries: Sequence[_Field]) -> Iterator[tuple[str, JsonValue]]:
    for each in entries:
        value = getattr(record, each.name)
        if value != each.default:
            yield each.stored, value


def _records_of(holder: type) -> Iterator[tuple[str, type]]:
    for each in fields(holder):
        if isinstance(each.type, type) and is_dataclass(each.type) and "turn_only" not in each.metadata:
            yield each.name, each.type


def _fields_of(record: str, kind: type) -> Iterator[_Field]:
    blank = kind()
    for place, each in enumerate(fields(kind)):
        default, stored = getattr(blank, each.name), str(each.metadata.get("name", each.name))
        reader = _reader(each.type, default)
        yield _Field(record, each.name, place, stored, default, reader, "carried" in each.metadata)


def _reader(hint: object, default: object) -> Callable[[JsonValue], object]:
    """Parses a value of a type. A word that this version does not know becomes the field's default."""
    origin, of = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (inner,) = (_reader(each, default) for each in of if each is not NoneType)
        return lambda value: None if value is None else inner(value)
    if origin is Literal:
        return lambda value: value if value in of else default
    if isinstance(hint, type) and issubclass(hint, Enum):
        known = {each.value: each for each in hint}
        return lambda value: known.get(value, default)
    if origin is tuple:
        item = _reader(of[0], None)
        return lambda value: tuple([item(each) for each in _sequence(value)])
    if origin is not None:
        return _texts
    return _exactly((int, float) if hint is float else (hint,))


def _exactly(kinds: tuple[object, ...]) -> Callable[[JsonValue], object]:
    def read(value: JsonValue) -> object:
        if type(value) not in kinds:
            raise TypeError(f"a stored value is of type {type(value).__name__}")
        return value

    return read


def _sequence(value: JsonValue) -> Sequence[JsonValue]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"a stored list is of type {type(value).__name__}")
    return value


def _texts(value: JsonValue) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError(f"a stored object is of type {type(value).__name__}")
    return {name: str(text) for name, text in value.items()}
