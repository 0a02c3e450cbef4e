"""The stand-in for Twilio: places calls, runs TwiML, signs its webhooks and answers the REST API."""

from ivr.carrier.clock import RealClock, VirtualClock
from ivr.carrier.exchange import Exchange
from ivr.carrier.parties import BY_HAND, Party
from ivr.carrier.phone import Phone
from ivr.carrier.wire import in_process, over

__all__ = ["BY_HAND", "Exchange", "Party", "Phone", "RealClock", "VirtualClock", "in_process", "over"]
