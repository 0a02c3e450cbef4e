"""The names that people gave queues and vendors, by which pages show them in place of their keys."""

from collections import Counter
from collections.abc import Mapping

from routing.model import Routing


def queue_names(routing: Routing) -> dict[str, str]:
    """The names of queues by their keys. Where two have the same name, the key follows it."""
    return _told_apart({key: queue.name for key, queue in routing.queues.items()})


def vendor_names(routing: Routing) -> dict[str, str]:
    """The names of vendors by their keys, as above."""
    return _told_apart({key: vendor.name for key, vendor in routing.vendors.items()})


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    times = Counter(names.values())
    return {key: name if times[name] == 1 else f"{name} ({key})" for key, name in names.items()}
