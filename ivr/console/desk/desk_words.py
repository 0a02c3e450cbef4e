"""The desk's words: states, how sure the line is of a caller, and why."""

from collections.abc import Mapping

from ivr.calls.desk.agent_presence import AgentState
from ivr.calls.desk.room import Listening
from ivr.calls.desk.screen_pop import Ground
from ivr.orders.identity.verification import Level

STATES: Mapping[AgentState, str] = {
    "offline": "Signed out",
    "ready": "Ready",
    "away": "Away",
    "ringing": "Ringing",
    "talking": "On a call",
    "wrap_up": "Wrap-up",
}
LEVELS: Mapping[Level, str] = {
    Level.NOTHING: "Not identified",
    Level.STATUS: "Known by telephone number",
    Level.DETAILS: "Identified",
}
ADVICE: Mapping[Level, str] = {
    Level.NOTHING: "Tell nothing of an order before the caller has given its number and the postcode.",
    Level.STATUS: "Status and delivery may be told. Ask for the order number or the postcode before items, amounts or "
    "changes.",
    Level.DETAILS: "Everything about the order may be told.",
}
GROUNDS: Mapping[Ground, str] = {
    "withheld": "The number is withheld.",
    "forged": "The network says that the number may be forged.",
    "unknown_number": "The number belongs to nobody on file, or to several customers.",
    "number": "The number is on file for one customer.",
    "vouched": "The carrier vouches for the number.",
    "order_number": "The caller gave the order number.",
    "postcode": "The caller gave the postcode.",
    "person": "The caller keyed in digits to show that it is a person.",
    "old_copy": "The orders did not answer: the line used an older copy.",
}
LISTENING: Mapping[Listening, str] = {
    "": "is there",
    "listen": "listens",
    "coach": "coaches you: the caller does not hear it",
    "barge": "takes part: everybody hears it",
}
NO_DESK = (
    "Your user has no desk yet. An admin makes one under Agents: your name, your queues, and where your calls ring."
)


def plain(word: str) -> str:
    """A word of the code as people read it: "delivery_problem" is "Delivery problem"."""
    return word.replace("_", " ").capitalize()
