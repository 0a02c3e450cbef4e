"""Webhooks that come late or in the wrong order change nothing; the newest status wins by its number."""

import asyncio
from itertools import permutations

import pytest

from .callers import LINE, Load, next_address
from .rig import PUBLIC_URL, Rig, fill

pytestmark = pytest.mark.promise

STATUSES = ({"CallStatus": "ringing"}, {"CallStatus": "in-progress"}, {"CallStatus": "completed", "CallDuration": "9"})


async def posted(load: Load, url: str, params: dict[str, str]) -> str:
    status, document = await load.post(url.partition("#")[0], params)
    assert status in (200, 204)
    return document


def test_a_late_webhook_hears_what_it_heard_before_and_moves_nothing(rig: Rig):
    load = Load(rig.port)
    (number,) = fill(rig, 1)
    call = {"CallSid": f"{load.name}{1:024x}", "From": number, "To": LINE}

    async def late() -> tuple[str, ...]:
        first = await posted(load, f"{PUBLIC_URL}/voice", call)
        second = await posted(load, next_address(first), call | {"Digits": "4"})
        again = await posted(load, next_address(first), call | {"Digits": "0"})
        onward = await posted(load, next_address(second), call | {"Digits": "1"})
        begun = await posted(load, f"{PUBLIC_URL}/voice", call)
        return first, second, again, onward, begun

    first, second, again, onward, begun = asyncio.run(late())
    assert (again, begun) == (second, first)
    assert "order number" in onward


def test_statuses_in_any_order_end_the_call_the_same(rig: Rig):
    load = Load(rig.port)
    orders = list(permutations(enumerate(STATUSES)))

    async def told() -> None:
        for place, order in enumerate(orders):
            for sequence, status in (*order, *order):
                sid = f"{load.name}{place:024x}"
                params = {"CallSid": sid, "From": "anonymous", "To": LINE, "SequenceNumber": str(sequence), **status}
                await posted(load, f"{PUBLIC_URL}/voice/status", params)

    asyncio.run(told())
    ours = f"FROM calls WHERE sid LIKE '{load.name}%'"
    rig.settled(f"SELECT count(*) {ours}", len(orders))
    rig.drain()
    assert set(rig.rows(f"SELECT status, status_sequence, seconds {ours}")) == {("completed", 2, 9)}
