"""A request that is not proven to be Twilio's is refused, and nothing is read or written for it."""

import asyncio
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from ivr.emulator.signing import signature

from .callers import LINE, Load
from .rig import PUBLIC_URL, TOKEN, Rig, rigged

pytestmark = pytest.mark.promise

SID = "CA" + "f" * 32
PARAMS = {"CallSid": SID, "From": "+14155550100", "To": LINE, "CallStatus": "completed", "SequenceNumber": "1"}
PATHS = [
    "/voice",
    f"/voice/{SID}/1",
    "/voice/status",
    "/voice/fallback",
    "/voice/agent",
    f"/voice/{SID}/waiting",
    f"/voice/{SID}/whisper",
]
TABLES = ("calls", "turns", "hops", "decisions", "messages", "orders")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A line that looks at Redis and SQL for nothing but a webhook."""
    with rigged(tmp_path_factory.mktemp("line"), WISMO_REFRESH_SECONDS="3600") as rig:
        rig.start()
        until_nothing_is_asked(rig)
        yield rig


def forgeries(path: str) -> list[dict[str, str]]:
    """Headers that prove nothing for this path."""
    url = PUBLIC_URL + path
    right = signature(TOKEN, url, PARAMS)
    return [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": right[:-4]},
        {"X-Twilio-Signature": signature("another token", url, PARAMS)},
        {"X-Twilio-Signature": signature("", url, PARAMS)},
        {"X-Twilio-Signature": signature(TOKEN, f"{PUBLIC_URL}/elsewhere", PARAMS)},
        {"X-Twilio-Signature": signature(TOKEN, url.replace("https", "http"), PARAMS)},
        {"X-Twilio-Signature": signature(TOKEN, url, PARAMS | {"From": "+14155550199"})},
        {"X-Twilio-Signature": right, "X-Twilio-Webhooks-Signature-Settings": "key=KX1,algorithm=HMAC_SHA256"},
    ]


def asked_of_redis(rig: Rig) -> dict[str, int]:
    """The number of runs of each command, except this function's own."""
    with rig.client() as client:
        counted = client.info("commandstats")
    return {
        name: stats["calls"]
        for name, stats in counted.items()
        if name not in ("cmdstat_info", "cmdstat_client|setinfo", "cmdstat_hello", "cmdstat_select")
    }


def until_nothing_is_asked(rig: Rig) -> None:
    """Wait until both workers have done the reads of their start."""
    asked: dict[str, int] = {}
    while asked != (now := asked_of_redis(rig)):
        asked = now
        time.sleep(1.5)


def rows(rig: Rig) -> list[tuple[int, ...]]:
    return [rig.rows(f"SELECT count(*) FROM {table}")[0] for table in TABLES]


def test_forgeries_are_refused_and_touch_nothing(rig: Rig):
    load = Load(rig.port)
    before = asked_of_redis(rig), rows(rig)

    async def refused() -> list[int]:
        asked = [load.post(PUBLIC_URL + path, PARAMS, each) for path in PATHS for each in forgeries(path)]
        return [status for status, _ in await asyncio.gather(*asked)]

    assert set(asyncio.run(refused())) == {403}
    assert (asked_of_redis(rig), rows(rig)) == before


@pytest.mark.parametrize("name", ["CallSid", "From", "StirVerstat"])
def test_a_repeated_parameter_that_says_who_calls_is_refused(rig: Rig, name: str):
    params = [*PARAMS.items(), (name, "+14155550199"), (name, "+14155550100")]
    url = f"{PUBLIC_URL}/voice"
    signed = url + "".join(key + value for key, value in sorted(set(params)))
    before = asked_of_redis(rig), rows(rig)
    load = Load(rig.port)
    headers = {"X-Twilio-Signature": signature(TOKEN, signed, {})}
    status, _ = asyncio.run(load.post(f"{url}", params, headers))
    assert status == 403
    assert (asked_of_redis(rig), rows(rig)) == before
    assert urlencode(params).count(name) >= 2
