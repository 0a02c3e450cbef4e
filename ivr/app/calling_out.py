"""What a worker needs to ring customers who are to be called back."""

from functools import partial

from ivr.adapters.attempts import SqlAttempts, ringing
from ivr.adapters.floor import LiveFloor
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.rest import Rest
from ivr.app.parts import Clock, Stores
from ivr.calls.calling_out import CallingOut
from ivr.orders.numbers import callable_number
from ivr.settings import Settings


def calling_out(settings: Settings, stores: Stores, floor: LiveFloor, clock: Clock) -> CallingOut:
    """All that places calls."""
    allowed = partial(callable_number, country=settings.country, countries=settings.called_countries)
    return CallingOut(
        attempts=SqlAttempts(stores.engine, stores.redis, clock),
        floor=floor,
        ring=ringing(Rest.from_settings(settings), Addresses(settings.public_url)),
        is_allowed=lambda number: bool(allowed(number)),
    )
