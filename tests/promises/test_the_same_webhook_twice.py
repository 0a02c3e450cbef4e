"""A webhook that comes twice at the same instant: one change, and the same words for both."""

import asyncio

import pytest

from .callers import LINE, Load, next_address
from .rig import PUBLIC_URL, Rig, fill, seconds

pytestmark = pytest.mark.promise


async def twice(load: Load, url: str, params: dict[str, str]) -> str:
    """The one answer to both."""
    (status, first), (other_status, second) = await asyncio.gather(load.post(url, params), load.post(url, params))
    assert (status, other_status) == (200, 200)
    assert first == second
    return first


BRIDGED = {"QueueResult": "bridged"}
"""A caller whose order cannot be seen at the start of the line comes to a person sooner, and hears more questions."""


async def a_call_with_every_webhook_twice(load: Load, sid: str, ani: str) -> int:
    params = {"CallSid": sid, "From": ani, "To": LINE}
    url: str | None = f"{PUBLIC_URL}/voice"
    keys = iter(({}, {"Digits": "1"}, {"Digits": "4"}, {"Digits": "0"}))
    turns = 0
    while url:
        document = await twice(load, url.partition("#")[0], params | next(keys, BRIDGED))
        url = next_address(document)
        turns += 1
    return turns


async def calls(load: Load, numbers: list[str], most: int) -> dict[str, int]:
    sids = [f"{load.name}{place:024x}" for place in range(most)]
    found: dict[str, int] = {}
    for place in range(0, most, 8):
        batch = sids[place : place + 8]
        some = [a_call_with_every_webhook_twice(load, sid, ani) for sid, ani in zip(batch, numbers, strict=False)]
        found |= zip(batch, await asyncio.gather(*some), strict=False)
    return found


def test_it_is_answered_twice_and_counted_once(rig: Rig, tell):
    load = Load(rig.port)
    turns = asyncio.run(calls(load, fill(rig, 8), int(seconds(5)) * 8))
    ours = f"call_sid LIKE '{load.name}%'"
    rig.settled(f"SELECT count(*) FROM turns WHERE {ours}", sum(turns.values()))
    assert dict(rig.rows(f"SELECT call_sid, count(*) FROM turns WHERE {ours} GROUP BY 1")) == turns
    recognised = rig.rows(f"SELECT count(*) FROM hops WHERE {ours} AND step = 'main_line.recognise'")
    assert recognised == [(len(turns),)]
    tell(f"the same webhook twice at once: {sum(turns.values())} pairs, each answered alike and recorded once")
