"""Twilio's REST API for calls and conferences, behind the port CallControl (Twilio: Participants, Conferences, Calls).

A coach is refused by Twilio while the coached leg is on hold (error 16027) or not in the conference (16028).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.rest import Rest
from ivr.calls.desk.ports import CallControlFailed

NOT_FOUND = 404
GONE_CODES = frozenset({20404, 21220})
"""The resource does not exist (any more); the call is not in progress."""

DESK_DEADLINE = 5.0
"""Seconds for one request: a person waits at a screen, and the caller on the line."""

_CONFERENCE = "CF"
_POST = "POST"


@dataclass(frozen=True, slots=True)
class TwilioCallControl:
    """Implements `ivr.calls.desk.ports.CallControl`. A conference given by name, not SID, costs one more request."""

    rest: Rest

    @classmethod
    def of(cls, rest: Rest) -> Self:
        """With the credentials of `rest`, and the deadline of the desk."""
        return cls(replace(rest, deadline=DESK_DEADLINE))

    def ring(self, to: str, *, shown: str, url: str, status_url: str, seconds: int) -> str:
        """Call a telephone or a browser; every final status is told to `status_url`. Returns the SID of the leg."""
        return self._placed(
            "ring",
            lambda api: api.calls.create(
                to=to,
                from_=shown,
                url=url,
                method=_POST,
                status_callback=status_url,
                status_callback_method=_POST,
                timeout=seconds,
            ),
        )

    def redirect(self, sid: str, url: str) -> None:
        """Have a live call run the document at `url`."""
        self._ask("redirect", lambda api: api.calls(sid).update(url=url, method=_POST))

    def hang_up(self, sid: str) -> None:
        """End a live call."""
        self._ask("hang up", lambda api: api.calls(sid).update(status="completed"))

    def add(self, room: str, to: str, *, shown: str, label: str, status_url: str, seconds: int, silent: bool) -> str:
        """Call somebody into a conference, by its SID or name, without a beep. Returns the SID of the leg.

        A silent participant comes in muted, does not start the conference, and the others do not hear the ringing.
        Nobody who is added ends the conference by leaving; `set_ends` changes that.
        """
        return self._placed(
            "add",
            lambda api: api.conferences(room).participants.create(
                to=to,
                from_=shown,
                label=label,
                timeout=seconds,
                muted=silent,
                beep="false",
                early_media=not silent,
                start_conference_on_enter=not silent,
                end_conference_on_exit=False,
                status_callback=status_url,
                status_callback_method=_POST,
                status_callback_event=["answered", "completed"],
            ),
        )

    def hold(self, room: str, label: str, *, music: str) -> None:
        """Put a participant on hold with the audio at `music`, fetched by GET, or with "" take them back."""
        played = {"hold_url": music, "hold_method": "GET"} if music else {}
        self._participant("hold", room, label, hold=bool(music), **played)

    def mute(self, room: str, label: str, *, muted: bool) -> None:
        """Mute a participant, or let them be heard again."""
        self._participant("mute", room, label, muted=muted)

    def coach(self, room: str, label: str, *, agent_leg: str) -> None:
        """Have a participant be heard by one leg alone; with "" by all. Either ends the muting."""
        coached = {"call_sid_to_coach": agent_leg} if agent_leg else {}
        self._participant("coach", room, label, muted=False, coaching=bool(agent_leg), **coached)

    def announce(self, room: str, label: str, *, url: str) -> None:
        """Play a document to a participant; with an empty label, to the whole conference."""
        played: dict[str, object] = {"announce_url": url, "announce_method": _POST}
        if label:
            self._participant("announce", room, label, **played)
        else:
            self._ask("announce", lambda api: self._conference(api, room).update(**played))

    def set_ends(self, room: str, label: str, *, ends: bool) -> None:
        """Whether the conference ends when a participant leaves."""
        self._participant("set ends", room, label, end_conference_on_exit=ends)

    def remove(self, room: str, label: str) -> None:
        """Have a participant leave. One who has left already is no failure."""
        try:
            self._ask("remove", lambda api: self._conference(api, room).participants(label).delete())
        except CallControlFailed as failed:
            if not failed.is_gone:
                raise

    def end(self, room: str) -> None:
        """End the conference for everybody. One that is over already is no failure."""
        try:
            self._ask("end", lambda api: self._conference(api, room).update(status="completed"))
        except CallControlFailed as failed:
            if not failed.is_gone:
                raise

    def _participant(self, what: str, room: str, label: str, **changed: object) -> None:
        self._ask(what, lambda api: self._conference(api, room).participants(label).update(**changed))

    def _conference(self, api: Any, room: str) -> Any:
        """The conference of a SID, or the newest one in progress with that name."""
        if room.startswith(_CONFERENCE):
            return api.conferences(room)
        found = api.conferences.list(friendly_name=room, status="in-progress", limit=1)
        if not found:
            raise CallControlFailed("the conference is over", is_gone=True)
        return api.conferences(found[0].sid)

    def _placed(self, what: str, request: Callable[[Any], Any]) -> str:
        placed = self._ask(what, request)
        return str(getattr(placed, "call_sid", None) or placed.sid)

    def _ask(self, what: str, request: Callable[[Any], Any]) -> Any:
        try:
            return self.rest.ask(request)
        except RestFailed as failed:
            is_gone = failed.status == NOT_FOUND or failed.code in GONE_CODES
            raise CallControlFailed(f"{what}: {failed}", is_gone=is_gone, is_unsure=failed.unsure) from None
