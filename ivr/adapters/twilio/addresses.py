"""The addresses that Twilio is told: made of PUBLIC_URL, whatever host a request came to."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

PATIENCE = "#ct=2000&rt=3000&rc=2&rp=all"
"""Twilio: webhook connection overrides. Three attempts of two seconds to connect and three to read fit in the
fifteen seconds that Twilio gives a document in all; by default it retries a failed connect alone, once."""

_TURN = re.compile(r"/voice(?:/[^/]+/(\d{1,9}))?$")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Twilio reaches this line. Each address is absolute and carries the retry rule, which is not signed."""

    public_url: str

    @property
    def voice(self) -> str:
        """Where a new call is answered."""
        return self._at("/voice")

    @property
    def status(self) -> str:
        """Where the end of a call is told."""
        return self._at("/voice/status")

    @property
    def fallback(self) -> str:
        """Where Twilio turns when an answer could not be had or used."""
        return self._at("/voice/fallback")

    @property
    def agent(self) -> str:
        """The desk line."""
        return self._at("/voice/agent")

    @property
    def music(self) -> str:
        """What callers hear while they wait."""
        return f"{self.public_url}/voice/music"

    def audio(self, name: str) -> str:
        """A recorded sentence."""
        return f"{self.public_url}/audio/{name}.wav"

    def turn(self, sid: str, turn: int, state: str) -> str:
        """Where the answer to turn `turn` of a call is taken; `state` is the signed state."""
        return self._at(f"/voice/{quote(sid, safe='')}/{turn}", s=state)

    def desk(self, step: str, **told: str) -> str:
        """A step of the desk line, with what it has to know."""
        return self._at(f"/voice/agent/{step}", **told)

    def callback(self, name: str, step: str) -> str:
        """A step of the customer who is called back."""
        return self._at(f"/voice/callback/{quote(name, safe='')}/{step}")

    def waiting(self, sid: str, state: str, *, since: int, round_: int) -> str:
        """What a caller in a queue since a time (seconds) hears in round `round_`; Twilio asks for the first itself."""
        return self._at(f"/voice/{quote(sid, safe='')}/waiting", s=state, t=str(since), n=str(round_))

    def wish(self, sid: str, state: str, *, since: int, round_: int) -> str:
        """Where a key goes that is pressed while waiting."""
        return self._at(f"/voice/{quote(sid, safe='')}/wish", s=state, t=str(since), n=str(round_))

    def _at(self, path: str, **told: str) -> str:
        """Parameters in the order of their names: a client that sorts them then signs the same address."""
        query = f"?{urlencode(sorted(told.items()))}" if told else ""
        return f"{self.public_url}{path}{query}{PATIENCE}"


def beside(action: str, name: str) -> str:
    """The address `name` of the same call: of `/voice/CA1/4?s=x` it is `/voice/CA1/<name>?s=x`."""
    parts = urlsplit(action)
    path = f"{parts.path.rpartition('/')[0]}/{name}"
    return urlunsplit(parts._replace(path=path))


def page(action: str, sid: str) -> str:
    """The page of a call in the console; `action` is the address of one of its turns."""
    return f"{action.rpartition('/voice/')[0]}/console/calls/{quote(sid, safe='')}"


def turn_of(url: str) -> int | None:
    """The turn that an address of ours takes; None for an address that takes none, such as the music's."""
    found = _TURN.search(url.partition("?")[0].partition("#")[0])
    return int(found[1] or 0) if found else None


def state_of(url: str) -> str:
    """The signed state that an address carries, or nothing."""
    return next(iter(parse_qs(url.partition("?")[2].partition("#")[0]).get("s", ())), "")
