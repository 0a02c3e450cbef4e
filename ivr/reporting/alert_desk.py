"""Alerts as people work on them: who took one, what rests, which team is told how, and when the next one is."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from ivr.reporting.alerts import OF_QUEUES
from ivr.reporting.audit import Actor

Severity = Literal["minor", "serious"]
SEVERITIES: tuple[Severity, ...] = ("minor", "serious")
SERIOUS = (
    "long wait",
    "vendor",
    "errors",
    "orders do not answer",
    "published without approval",
    "requests are given up",
)
"""The kinds of alerts for which callers suffer now, or which somebody has to know of at once."""
ChannelKind = Literal["mail", "webhook", "chat"]
CHANNEL_KINDS: tuple[ChannelKind, ...] = ("mail", "webhook", "chat")
AlertEvent = Literal["raised", "escalated", "cleared", "test"]
LONGEST_NOTE = 1000
"""Characters of a note or a reason."""


class NoSuchAlert(LookupError):
    """No alert, team or channel has this number."""


class AlertMoved(Exception):
    """Somebody else has changed the alert since it was shown. The message is for the user."""


@dataclass(frozen=True, slots=True)
class AlertNote:
    """What somebody did about an alert or wrote to it."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRecord:
    """An alert on record. `cleared_at` is None while it stands; `taken_by` is who sees to it, "" for nobody.

    `rests_until` is the time until which nobody is told of it again. `revision` counts the changes by people.
    """

    number: int
    name: str
    words: str
    raised_at: datetime
    cleared_at: datetime | None = None
    taken_by: str = ""
    rests_until: datetime | None = None
    revision: int = 0
    notes: tuple[AlertNote, ...] = ()

    @property
    def kind(self) -> str:
        """What is wrong."""
        return self.name.partition(": ")[0]

    @property
    def queue(self) -> str:
        """The queue that it is about, by key; "" for the line."""
        return self.name.partition(": ")[2] if self.kind in OF_QUEUES else ""

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return "serious" if self.kind in SERIOUS else "minor"

    def rests(self, now: datetime) -> bool:
        """Whether it was put to rest until a later time."""
        return self.rests_until is not None and self.rests_until > now


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTeam:
    """Who is told. Users are names; without `queues` the team is told of all of them and of the line.

    A team of level 1 is told at once; of a higher level once nobody has taken an alert for `after_minutes`.
    """

    number: int = 0
    name: str
    users: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    level: int = 1
    after_minutes: int = 0

    def concerns(self, alert: AlertRecord) -> bool:
        """Whether the team is told of an alert."""
        return not self.queues or alert.queue in self.queues


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChannel:
    """A way to tell a team of alerts of a severity and above. `shown` is its target without what is secret in it."""

    number: int = 0
    team: int
    kind: ChannelKind
    least: Severity = "minor"
    shown: str = ""

    def carries(self, alert: AlertRecord) -> bool:
        """Whether it is used for an alert."""
        return SEVERITIES.index(alert.severity) >= SEVERITIES.index(self.least)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDelivery:
    """A message about an alert (0 for a test) by a channel, with its state: waiting, sent or given up."""

    channel: int
    alert: int
    event: AlertEvent
    words: str
    at: datetime
    state: Literal["waiting", "sent", "given up"]
    tries: int
    fault: str


Due = tuple[AlertEvent, int]
"""An event, and the number of the channel by which it has to be told."""


def due_deliveries(
    alert: AlertRecord,
    teams: Iterable[AlertTeam],
    channels: Sequence[AlertChannel],
    told: Collection[Due],
    now: datetime,
) -> Iterator[Due]:
    """What has to be told of an alert and is not told yet. Nothing while it rests, and its end to those told before."""
    if alert.cleared_at is not None:
        yield from (("cleared", number) for number in {number for _, number in told} if ("cleared", number) not in told)
        return
    if alert.rests(now):
        return
    for team in teams:
        waits = timedelta(minutes=team.after_minutes)
        if not team.concerns(alert) or (team.level > 1 and (alert.taken_by or now - alert.raised_at < waits)):
            continue
        event: AlertEvent = "raised" if team.level == 1 else "escalated"
        for channel in channels:
            if channel.team == team.number and channel.carries(alert) and (event, channel.number) not in told:
                yield event, channel.number


class AlertDesk(Protocol):
    """Reads alerts and acts on them, and says who is told. Each act on an alert is written down at it."""

    def standing(self) -> Sequence[AlertRecord]:
        """The alerts that stand, the oldest first."""

    def past(self) -> Sequence[AlertRecord]:
        """The last alerts that are cleared, the newest first."""

    def get(self, number: int) -> AlertRecord:
        """An alert. Raises NoSuchAlert."""

    def take(self, number: int, *, revision: int, who: str, is_taken: bool) -> None:
        """Take an alert, or give it back. Raises NoSuchAlert, AlertMoved."""

    def rest(self, number: int, *, revision: int, who: str, until: datetime | None, why: str) -> None:
        """Tell nobody of it until a time, or again with None. Raises NoSuchAlert, AlertMoved."""

    def write(self, number: int, *, who: str, words: str) -> None:
        """Write a note to an alert. Raises NoSuchAlert."""

    def teams(self) -> Sequence[AlertTeam]:
        """All teams, by level and name."""

    def channels(self) -> Sequence[AlertChannel]:
        """The channels of all teams."""

    def add_team(self, team: AlertTeam, *, actor: Actor) -> None:
        """Add a team, whose number is chosen here; with an entry in the audit, as all that follows."""

    def remove_team(self, number: int, *, actor: Actor) -> None:
        """Remove a team with its channels. Raises NoSuchAlert."""

    def add_channel(self, channel: AlertChannel, *, target: str, secret: str, actor: Actor) -> None:
        """Add a channel: the target is addresses or a URL, and stored sealed, as the secret is."""

    def remove_channel(self, number: int, *, actor: Actor) -> None:
        """Remove a channel. Raises NoSuchAlert."""

    def send_test(self, number: int, *, who: str) -> AlertDelivery:
        """Send a test by a channel at once, and return how it went. Raises NoSuchAlert."""

    def deliveries(self) -> Sequence[AlertDelivery]:
        """The last messages, the newest first."""
