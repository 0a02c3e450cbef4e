"""The sound of recordings that an account holds (Twilio: Recording resource, media)."""

import re
import threading
import time
from collections import OrderedDict
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx2

from ivr.calls.ports import Unavailable
from ivr.reporting.work_items import NoSuchMessage
from ivr.settings import Settings

MOST_BYTES = 10_000_000
"""Bytes of a recording. A message of two minutes has 2 million (8 kHz, 16 bit)."""
DEADLINE = 10.0
"""Seconds for a recording."""
KEPT = 4
KEPT_FOR = 60.0
"""Recordings that a process holds, and seconds: a player asks for one in several parts."""
_TWILIO = "https://api.twilio.com"
_MOST_REDIRECTS = 3
_SID = re.compile(r"/(RE[0-9a-f]{32})(?:\.\w+)?$")


class RecordedAudio:
    """Fetches recordings as WAV files. Only the SID is taken from a stored address, so that the credentials go to
    Twilio alone; a redirect to another host is followed without them.
    """

    def __init__(self, *, account_sid: str, user: str, password: str, api_url: str = "") -> None:
        self._folder = f"{(api_url or _TWILIO).rstrip('/')}/2010-04-01/Accounts/{account_sid}/Recordings"
        self._auth = httpx2.BasicAuth(user, password)
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """With the credentials of the settings: the API key if there is one, else the Auth Token."""
        by_key = bool(settings.twilio_api_key)
        secret = settings.twilio_api_secret if by_key else settings.twilio_auth_token
        return cls(
            account_sid=settings.twilio_account_sid,
            user=settings.twilio_api_key if by_key else settings.twilio_account_sid,
            password=secret.get_secret_value(),
            api_url=settings.twilio_api_url,
        )

    def wav(self, recording: str) -> bytes:
        """The WAV file of a recording, by its stored address. Raises NoSuchMessage and Unavailable."""
        named = _SID.search(urlsplit(recording).path)
        if named is None:
            raise NoSuchMessage("the record has no recording at Twilio")
        sid = named[1]
        if (kept := self._of_before(sid)) is not None:
            return kept
        body = self._fetched(sid)
        with self._lock:
            self._kept[sid] = (time.monotonic(), body)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return body

    def _of_before(self, sid: str) -> bytes | None:
        with self._lock:
            for name, (since, _) in list(self._kept.items()):
                if time.monotonic() - since > KEPT_FOR:
                    del self._kept[name]
            return self._kept[sid][1] if sid in self._kept else None

    def _fetched(self, sid: str) -> bytes:
        until = time.monotonic() + DEADLINE
        try:
            with httpx2.Client(timeout=DEADLINE, follow_redirects=False) as http:
                return self._followed(http, f"{self._folder}/{sid}.wav", until)
        except httpx2.HTTPError as error:
            raise Unavailable(f"Twilio gives no recording: {type(error).__name__}") from None

    def _followed(self, http: httpx2.Client, address: str, until: float) -> bytes:
        host = urlsplit(address).netloc
        for _ in range(_MOST_REDIRECTS):
            auth = self._auth if urlsplit(address).netloc == host else None
            with http.stream("GET", address, auth=auth) as response:
                if response.is_redirect:
                    address = urljoin(address, response.headers.get("location", ""))
                    continue
                if response.status_code in (404, 410):
                    raise NoSuchMessage("Twilio no longer has the recording")
                if not response.is_success:
                    raise Unavailable(f"Twilio gives no recording: HTTP {response.status_code}")
                return _body(response, until)
        raise Unavailable("Twilio redirects in a circle")


def _body(response: httpx2.Response, until: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES or time.monotonic() > until:
            raise Unavailable("the recording is too large, or comes too slowly")
    return bytes(body)
