"""Sends callers on to a queue, out of a line or of a conversation."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ivr.calls.desk.ports import CallControl, CallControlFailed
from ivr.calls.desk.transfers import ActRefused
from ivr.calls.ports import Sessions, WaitingLine
from ivr.calls.signed_state import seal


@dataclass(frozen=True, slots=True)
class SendingOn:
    """The queue is stored for the caller's next turn, and Twilio has the caller take it now.

    `address` returns the URL of a turn from call SID, turn and signed state, signed with `key`.
    """

    sessions: Sessions
    line: WaitingLine
    control: CallControl
    address: Callable[[str, int, str], str]
    key: bytes = field(repr=False)

    def send(self, sid: str, queue: str) -> None:
        """Send a caller on. Raises ActRefused if the call is over, CallControlFailed (nothing is changed), Unavailable.

        Without a certain answer Twilio is asked once more: the same turn again has the same answer.
        """
        call = self.line.call(sid)
        if call is None:
            raise ActRefused("The call is over.")
        self.sessions.send_on(sid, call.turn, queue)
        address = self.address(sid, call.turn, seal(call, self.key))
        try:
            self._redirect(sid, address)
        except CallControlFailed as failed:
            if not failed.is_unsure:
                self.sessions.send_on(sid, call.turn, "")
            raise

    def _redirect(self, sid: str, address: str) -> None:
        try:
            self.control.redirect(sid, address)
        except CallControlFailed as failed:
            if not failed.is_unsure:
                raise
            self.control.redirect(sid, address)
