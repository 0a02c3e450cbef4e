"""The parts with which a worker places callbacks."""

from functools import partial

from ivr.adapters.redis.routing_runtime import RoutingRuntime
from ivr.adapters.sql.callback_attempts import SqlCallbackAttempts
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.rest import Rest, callback_dialer
from ivr.app.parts import Clock, Stores
from ivr.calls.callbacks import CallingOut
from ivr.orders.outbound_numbers import callable_number
from ivr.settings import Settings
from routing.brands import own_numbers


def called_number(settings: Settings, text: str) -> str:
    """The number in E.164 if this line may call it; empty for others, and for the number that sends its texts."""
    number = callable_number(text, country=settings.country, countries=settings.called_countries)
    return "" if number == settings.message_sender else number


def calling_out(settings: Settings, stores: Stores, floor: RoutingRuntime, clock: Clock) -> CallingOut:
    """The service that places calls."""
    return CallingOut(
        attempts=SqlCallbackAttempts(stores.engine, stores.redis, clock),
        floor=floor,
        ring=callback_dialer(Rest.from_settings(settings), Addresses(settings.public_url)),
        is_allowed=partial(may_be_called, settings, floor),
    )


def may_be_called(settings: Settings, floor: RoutingRuntime, number: str) -> bool:
    """Whether a number (E.164) left by a caller can be called under the current settings and routing."""
    return bool(called_number(settings, number)) and number not in own_numbers(floor.routing)
