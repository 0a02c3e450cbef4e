"""An emulator of Twilio: it places calls, runs TwiML, signs its webhooks and answers the REST API."""

from ivr.emulator.clocks import RealClock, VirtualClock
from ivr.emulator.handset import Handset
from ivr.emulator.parties import BY_HAND, Party
from ivr.emulator.phone import Phone
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.wire import in_process, over

__all__ = ["BY_HAND", "Handset", "Party", "Phone", "RealClock", "Switchboard", "VirtualClock", "in_process", "over"]
