"""The webhooks of rooms: the legs of agents, the caller who is sent in, and the news of conferences.

Only we generate their addresses: Twilio's signature covers them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, request

from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.addresses import Addresses
from ivr.adapters.twilio.form import Pairs
from ivr.adapters.twilio.render import HUNG_UP, Renderer
from ivr.adapters.twilio.room_documents import again_document, room_document
from ivr.calls.agent_whisper import AgentWhisper
from ivr.calls.desk.conversations import Conversations
from ivr.calls.desk.presence_changes import Unanswered
from ivr.calls.desk.room import CALLER
from ivr.calls.ports import Unavailable
from ivr.web.voice.call_status import markup

TAKE = "1"
"""The key with which an agent at a telephone takes a call; a mailbox presses none."""
MOST_TRIES = 10
"""How often a leg asks again for its document while Redis is away."""

_UNANSWERED: dict[str, Unanswered] = {
    "busy": "declined",
    "no-answer": "missed",
    "completed": "missed",
    "failed": "unreached",
    "canceled": "lost",
}
"""What came of an offer, by the last status of the agent's leg. A leg that was answered and ended was not taken."""


@dataclass(frozen=True, slots=True)
class DeskRooms:
    """The dependencies of these webhooks. `proven` returns the parameters of a signed request, or raises Forged."""

    conversations: Conversations
    people: AgentWhisper
    renderer: Renderer
    addresses: Addresses
    proven: Callable[[], Pairs]


def desk_rooms(desk: DeskRooms) -> Blueprint:
    """The routes under /voice/desk/<room>."""
    blueprint = Blueprint("desk_rooms", __name__, url_prefix="/voice/desk/<room>")

    @blueprint.route("/agent", methods=["GET", "POST"])
    def agent(room: str) -> Response:
        """The agent has picked up: in the browser this takes the call, at a telephone a key does."""
        leg = incoming.leg_status(desk.proven()).leg
        return markup(_whisper(desk, room) if request.args.get("p") else _enter(desk, room, leg))

    @blueprint.route("/taken", methods=["GET", "POST"])
    def taken(room: str) -> Response:
        form = desk.proven()
        if incoming.keys_pressed(form) == TAKE:
            return markup(_enter(desk, room, incoming.leg_status(form).leg))
        _tell(partial(desk.conversations.unanswered, room, "declined"))
        return markup(HUNG_UP)

    @blueprint.route("/caller", methods=["GET", "POST"])
    def caller(room: str) -> Response:
        sid = incoming.leg_status(desk.proven()).leg
        turn = incoming.count_in(request.args.get("n", ""), otherwise=0)
        return markup(caller_document(desk, room, desk.addresses.turn(sid, turn, request.args.get("s", ""))))

    @blueprint.route("/leg", methods=["GET", "POST"])
    def leg(room: str) -> Response:
        """The leg of somebody who was called has ended, answered or not."""
        status = incoming.leg_status(desk.proven())
        if status.is_over:
            why = _UNANSWERED.get(status.status, "missed")
            _tell(partial(desk.conversations.leg_over, room, request.args.get("l", ""), why))
        return Response(status=204)

    @blueprint.route("/events", methods=["GET", "POST"])
    def events(room: str) -> Response:
        news = incoming.conference_event(desk.proven())
        if news is not None:
            _tell(partial(_note, desk.conversations, room, news))
        return Response(status=204)

    @blueprint.route("/left", methods=["GET", "POST"])
    def left(room: str) -> Response:  # noqa: ARG001 - a part of the address
        """An agent's leg is out of the conference: it ends."""
        desk.proven()
        return markup(HUNG_UP)

    return blueprint


def caller_document(desk: DeskRooms, room: str, then: str) -> str:
    """Send the caller into a room, and afterwards to `then`. Into a room that is over nobody goes.

    While Redis is away the caller goes in: only somebody whom the dispatcher sent asks for it.
    """
    try:
        found = desk.conversations.rooms.named(room)
        if found is None or found.is_over:
            return desk.renderer.onward(then)
        desk.conversations.caller_comes(room)
    except Unavailable:
        pass
    return room_document(room, CALLER, events_url=desk.addresses.room(room, "events"), then=then)


def document_in_room(desk: DeskRooms, sid: str, then: str) -> str:
    """The document of a caller whose wait ended because a room is open for them; "" without one."""
    try:
        room = desk.conversations.rooms.of_call(sid)
    except Unavailable:
        return ""
    if room is None or room.is_over or room.call != sid:
        return ""
    return caller_document(desk, room.name, then)


def document_in_conversion(desk: DeskRooms, sid: str, then: str) -> str:
    """The document of a caller whose bridged talk becomes a room that they have not entered yet; "" for others."""
    try:
        room = desk.conversations.rooms.of_call(sid)
    except Unavailable:
        return ""
    caller = room.seat(CALLER) if room is not None and room.converted and not room.is_over else None
    if room is None or caller is None or caller.joined or room.call != sid:
        return ""
    return caller_document(desk, room.name, then)


def _enter(desk: DeskRooms, room: str, leg: str) -> str:
    """The agent goes into the room, unless the caller has gone; while Redis is away, in a moment."""
    urls = desk.addresses
    try:
        label = desk.conversations.answers(room, leg)
    except Unavailable:
        tries = incoming.count_in(request.args.get("t", ""), otherwise=0) + 1
        return HUNG_UP if tries > MOST_TRIES else again_document(urls.room(room, "agent", t=str(tries)))
    if not label:
        return HUNG_UP
    return room_document(room, label, events_url=urls.room(room, "events"), then=urls.room(room, "left"))


def _whisper(desk: DeskRooms, room: str) -> str:
    try:
        found = desk.conversations.rooms.named(room)
    except Unavailable:
        found = None
    if found is None or found.is_over:
        return HUNG_UP
    said = desk.people.whisper(found.call, take=TAKE)
    return desk.renderer.whisper(said, accept=desk.addresses.room(room, "taken"))


def _note(conversations: Conversations, room: str, news: incoming.ConferenceEvent) -> None:
    if news.kind == "join":
        conversations.came(room, news.label, news.conference)
    elif news.kind == "leave":
        conversations.went(room, news.label)
    else:
        conversations.conference_over(room, news.label)


def _tell(change: Callable[[], object]) -> None:
    """Make a change that the dispatcher makes later if Redis is away."""
    try:
        change()
    except Unavailable:
        return
