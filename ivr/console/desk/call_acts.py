"""What a supervisor can do with a live call, by what it does now."""

from ivr.accounts import User, may_see_queue
from ivr.calls.ports import Unavailable
from ivr.console.ports import Ports
from ivr.console.roles import WATCHERS
from ivr.reporting.live_snapshot import LiveCall


def call_acts(ports: Ports, user: User, place: LiveCall | None) -> dict[str, object]:
    """The facts of `calls/acts.html`; `acts` is empty for a call that is over, and for users without the right."""
    if place is None or user.role not in WATCHERS or not may_act_on(ports, user, place.queue):
        return {"acts": ""}
    queues = ports.in_force().queues
    seen = {
        name: each.name
        for name, each in queues.items()
        if name != place.queue and may_see_queue(user, name, each.vendor)
    }
    return {"acts": "talking" if place.talks else "waiting" if place.is_waiting else "in the menus", "moves_to": seen}


def may_act_on(ports: Ports, user: User, queue: str) -> bool:
    """Whether a user may act on the calls of a queue; one bound to queues cannot on calls that are in none yet."""
    found = ports.in_force().queues.get(queue)
    return may_see_queue(user, queue, found.vendor if found else None)


def queue_of(ports: Ports, sid: str) -> str | None:
    """The queue that a live call was handed to last, "" for none yet; None if the call is over."""
    try:
        room = ports.supervising.room_of(sid)
    except Unavailable:
        room = None
    if room:
        return room.queue
    place = next((call for call in ports.live_calls.now().calls if call.sid == sid), None)
    return place.queue if place else None
