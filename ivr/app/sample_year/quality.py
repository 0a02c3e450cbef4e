"""Who takes the generated calls, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.model import Routing


@dataclass(frozen=True, slots=True)
class TeamQuality:
    """How a team works: mean wait and talk in seconds, shares of callers sent back and calling again."""

    wait: float
    talk: float
    back: float
    again: float
    share: float


IN_HOUSE_TEAM = TeamQuality(wait=18.0, talk=270.0, back=0.0, again=0.09, share=5.0)
VENDOR_TEAMS = (
    TeamQuality(wait=14.0, talk=250.0, back=0.03, again=0.11, share=3.0),
    TeamQuality(wait=38.0, talk=330.0, back=0.11, again=0.26, share=2.0),
)
"""The first vendor is good, every other is not."""


@dataclass(frozen=True, slots=True)
class SampleQueue:
    """A queue of the routing document, with the quality of its team."""

    key: str
    languages: Sequence[str]
    vendor: str
    quality: TeamQuality


def sample_queues(routing: Routing) -> list[SampleQueue]:
    """The queues that take generated calls: all with people."""
    vendors = list(routing.vendors)
    found = []
    for key, queue in routing.queues.items():
        if queue.hand_off.kind in ("voicemail", "callback"):
            continue
        rank = min(vendors.index(queue.vendor), len(VENDOR_TEAMS) - 1) if queue.vendor else None
        quality = IN_HOUSE_TEAM if rank is None else VENDOR_TEAMS[rank]
        found.append(SampleQueue(key, queue.languages, queue.vendor or "", quality))
    return found
