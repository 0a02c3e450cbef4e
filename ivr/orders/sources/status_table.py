"""The words of one tracking service for the status of a parcel, from the table `statuses.yaml` in its folder.

A service gives a status of a few words, and a detail that may say more precisely what it means.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Self, TypedDict

import yaml

from ivr.orders.model import TrackingStatus
from ivr.orders.sources.field_parsers import plain
from ivr.orders.sources.import_report import Note, NoteKind
from ivr.orders.sources.status_words import Words, parcel_meaning, spelling, words_of

_LONGEST_WORD = 40


class _Table(TypedDict):
    """What a table has. `statuses` and `details` are lists of words by their meaning."""

    statuses: Mapping[str, list[str]]
    firm: list[str]
    details: Mapping[str, list[str]]
    no_more: list[str]


@dataclass(frozen=True, slots=True)
class StatusTable:
    """The words of a service. `names` are its own names for status and detail, for notes."""

    names: tuple[str, str]
    statuses: Words
    firm: frozenset[str]
    """Statuses that no detail changes."""
    details: Words
    no_more: frozenset[str]
    """Details that say no more than the status."""

    @classmethod
    def packaged(cls, package: str, *names: str) -> Self:
        """The table of a package."""
        table: _Table = yaml.safe_load((files(package) / "statuses.yaml").read_text(encoding="utf-8"))
        status, detail = names
        return cls(
            (status, detail),
            words_of(table["statuses"], TrackingStatus),
            frozenset(map(spelling, table["firm"])),
            words_of(table["details"], TrackingStatus),
            frozenset(map(spelling, table["no_more"])),
        )

    def read(self, status: str, detail: str) -> tuple[TrackingStatus, str, tuple[Note, ...]]:
        """The status of a parcel and the reason of an exception, with notes on unknown words.

        The reason of an unknown status is its word. A detail that is not known leaves the status as it is.
        """
        coarse = parcel_meaning(self.statuses, status)
        fine = None if spelling(detail) in self.no_more else parcel_meaning(self.details, detail)
        found = coarse if fine is None or spelling(status) in self.firm else fine
        return *(found or (TrackingStatus.UNKNOWN, _word(status))), tuple(self._notes(status, detail, coarse, fine))

    def _notes(self, status: str, detail: str, coarse: object, fine: object) -> list[Note]:
        is_known = fine is not None or not detail or spelling(detail) in self.no_more
        unknown = [(self.names[0], status)] * (coarse is None and bool(status))
        unknown += [(self.names[1], detail)] * (not is_known)
        return [Note(NoteKind.UNKNOWN_WORD, 0, name, _word(word)) for name, word in unknown]


def _word(text: str) -> str:
    return plain(text, _LONGEST_WORD)
