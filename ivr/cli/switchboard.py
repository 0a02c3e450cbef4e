"""An emulated switchboard that places calls to a running server."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from ivr.adapters.twilio.addresses import Addresses
from ivr.emulator import Switchboard, VirtualClock, over
from ivr.emulator.clocks import CallClock
from ivr.emulator.keep_alive import keep_alive
from ivr.settings import Settings
from routing.document import DEFAULT, read_file


@contextmanager
def switchboard_for(
    settings: Settings, *numbers: str, clock: CallClock | None = None, connect_to: tuple[str, int] | None = None
) -> Iterator[Switchboard]:
    """A switchboard that sends signed webhooks to the server at PUBLIC_URL when one of the numbers is called.

    `connect_to` is the host and port of that server if PUBLIC_URL is a proxy. Time is virtual unless a clock is given:
    waiting and speaking then take none.
    """
    addresses = Addresses(settings.public_url)
    with httpx2.Client() as client:
        token = settings.twilio_auth_token.get_secret_value()
        wire = keep_alive(connect_to) if connect_to else over(client)
        switchboard = Switchboard(wire=wire, auth_token=token, clock=clock or VirtualClock())
        for number in numbers:
            added = switchboard.add_number(
                number, addresses.voice, fallback_url=addresses.fallback, status_callback=addresses.status
            )
            added.sms_url = addresses.texts
        yield switchboard


def numbers_of(settings: Settings) -> tuple[str, ...]:
    """The numbers of the routing document, in its order."""
    return tuple(read_file(settings.routing_file or DEFAULT).numbers)
