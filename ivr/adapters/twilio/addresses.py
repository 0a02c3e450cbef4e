"""The addresses of our webhooks for Twilio, based on PUBLIC_URL and not on the host of a request."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

PATIENCE = "#ct=2000&rt=3000&rc=2&rp=all"
"""Twilio: webhook connection overrides. Three attempts, each with two seconds to connect and three to read,
fit into the fifteen seconds that Twilio allows for a document. By default it retries only a failed connect, once."""

_TURN = re.compile(r"/voice(?:/[^/]+/(\d{1,9}))?$")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of this line. Each is absolute and contains the retry rule as a fragment, which is not signed."""

    public_url: str

    @property
    def voice(self) -> str:
        """The webhook of a new call."""
        return self._at("/voice")

    @property
    def status(self) -> str:
        """The status callback."""
        return self._at("/voice/status")

    @property
    def fallback(self) -> str:
        """The webhook that Twilio requests if another failed or its document could not be used."""
        return self._at("/voice/fallback")

    @property
    def agent(self) -> str:
        """The webhook of a call to the desk line."""
        return self._at("/voice/agent")

    @property
    def texts(self) -> str:
        """The webhook of a text that comes in."""
        return self._at("/voice/texts")

    @property
    def text_status(self) -> str:
        """The status callback of a text."""
        return self._at("/voice/texts/status")

    @property
    def music(self) -> str:
        """The music for waiting callers."""
        return f"{self.public_url}/voice/music"

    def audio(self, name: str) -> str:
        """The WAV file of a recording."""
        return f"{self.public_url}/audio/{name}.wav"

    def turn(self, sid: str, turn: int, state: str) -> str:
        """The webhook for the answer to turn `turn` of a call; `state` is the signed state."""
        return self._at(f"/voice/{quote(sid, safe='')}/{turn}", s=state)

    def desk(self, step: str, **told: str) -> str:
        """The webhook of a step of the desk line, with its parameters."""
        return self._at(f"/voice/agent/{step}", **told)

    def callback(self, name: str, step: str) -> str:
        """The webhook of a step of a callback to a customer."""
        return self._at(f"/voice/callback/{quote(name, safe='')}/{step}")

    def waiting(self, sid: str, state: str, *, since: int, round_: int) -> str:
        """The document of a round for a caller in a queue since a time (seconds). Twilio requests the first itself."""
        return self._at(f"/voice/{quote(sid, safe='')}/waiting", s=state, t=str(since), n=str(round_))

    def wish(self, sid: str, state: str, *, since: int, round_: int) -> str:
        """The webhook for a key pressed while waiting."""
        return self._at(f"/voice/{quote(sid, safe='')}/wish", s=state, t=str(since), n=str(round_))

    def room(self, room: str, step: str, **told: str) -> str:
        """The webhook of a step of a room, with its parameters."""
        return self._at(f"/voice/desk/{quote(room, safe='')}/{step}", **told)

    def _at(self, path: str, **told: str) -> str:
        """The absolute address. Parameters are sorted: a client that sorts them then signs the same address."""
        query = f"?{urlencode(sorted(told.items()))}" if told else ""
        return f"{self.public_url}{path}{query}{PATIENCE}"


def beside(action: str, name: str) -> str:
    """The address `name` of the same call: for `/voice/CA1/4?s=x`, `/voice/CA1/<name>?s=x`."""
    parts = urlsplit(action)
    path = f"{parts.path.rpartition('/')[0]}/{name}"
    return urlunsplit(parts._replace(path=path))


def page(action: str, sid: str) -> str:
    """The page of a call in the console; `action` is the address of one of its turns."""
    return f"{action.rpartition('/voice/')[0]}/console/calls/{quote(sid, safe='')}"


def turn_of(url: str) -> int | None:
    """The turn number in one of our addresses, None for an address without one, such as that of the music."""
    found = _TURN.search(url.partition("?")[0].partition("#")[0])
    return int(found[1] or 0) if found else None


def state_of(url: str) -> str:
    """The signed state in an address, "" if it has none."""
    return next(iter(parse_qs(url.partition("?")[2].partition("#")[0]).get("s", ())), "")
