"""Where a call goes, and why. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from routing.model import Routing


@dataclass(frozen=True, slots=True)
class Caller:
    """What routing may know of a caller. `tried` are the queues that did not take the call."""

    language: str
    issue: str
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A queue that was considered and not chosen."""

    queue: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The queue chosen (None: there is nobody left to try), and every queue passed over on the way."""

    queue: str | None
    reason: str
    skipped: tuple[Skipped, ...]


def decide(config: Routing, caller: Caller) -> Decision:
    """The first queue that speaks the caller's language and has not failed this call, else the default."""
    skipped = tuple(_unfit(config, caller))
    unfit = {each.queue for each in skipped}
    fit = next((name for name in config.queues if name not in unfit), None)
    if fit is not None:
        return Decision(fit, f"speaks {caller.language}", skipped)
    if config.default not in caller.tried:
        return Decision(config.default, "the default", skipped)
    return Decision(None, "every queue was tried", skipped)


def _unfit(config: Routing, caller: Caller) -> Iterator[Skipped]:
    for name, queue in config.queues.items():
        if name in caller.tried:
            yield Skipped(name, "did not answer")
        elif caller.language not in queue.languages:
            yield Skipped(name, f"does not speak {caller.language}")
