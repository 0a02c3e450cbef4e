"""How the sources of orders are doing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceContact:
    """A source, and the seconds since it last spoke or was read to its end; since it was connected, before that."""

    name: str
    silence: float
    trouble: str = ""
    is_refused: bool = False
    """Whether it refuses to serve this line, so that somebody has to mend it."""
    is_expected: bool = True
    """Whether it should speak: not paused, and of a tracking service, only while parcels are to come."""


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """The figures of a source; an empty name stands for files. Ages are in seconds."""

    name: str
    silence: float | None = None
    """As of `SourceContact`; None for files."""
    state: int = 0
    """0: it answers, 1: it did not answer last time, 2: it refuses to serve this line."""
    orders: int = 0
    news_age: float | None = None
    """The age of the last news of any of its orders; None without orders."""
    window_share: float | None = None
    """Of its newest orders under way, the share with a delivery window; None without such orders."""
    silent_parcels: int = 0
    """Parcels that are to come, without news for days."""
