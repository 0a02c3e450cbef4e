"""What the desk refuses, in words for people."""

from collections.abc import Iterator
from contextlib import contextmanager

from ivr.calls.desk.ports import CallControlFailed
from ivr.calls.desk.transfers import ActRefused
from ivr.console.ports.desk import DeskRefused


@contextmanager
def refusals() -> Iterator[None]:
    """Raise DeskRefused, in words, for what the state or Twilio does not allow."""
    try:
        yield
    except ActRefused as refused:
        raise DeskRefused(str(refused)) from refused
    except CallControlFailed as failed:
        raise DeskRefused(_why(failed)) from failed


def _why(failed: CallControlFailed) -> str:
    if failed.is_gone:
        return "The other side is no longer there."
    if failed.is_unsure:
        return "Twilio did not answer in time. Look whether it was done before you try again."
    return "Twilio refused. Nothing was changed; try again."
