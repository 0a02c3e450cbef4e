"""The webhooks of those who are called into a room, agents and supervisors, and what a caller is told of them."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from ivr.adapters.twilio import incoming
from ivr.adapters.twilio.render import HUNG_UP
from ivr.adapters.twilio.room_documents import again_document, room_document
from ivr.calls.desk.room import Seat
from ivr.calls.listening_notice import ListeningNotice
from ivr.calls.ports import Unavailable
from ivr.web.voice.call_status import markup
from ivr.web.voice.desk_rooms import MOST_TRIES, TAKE, DeskRooms


@dataclass(frozen=True, slots=True)
class DeskSeats:
    """The dependencies of these webhooks, beside those of rooms."""

    rooms: DeskRooms
    notice: ListeningNotice


def desk_seats(desk: DeskSeats) -> Blueprint:
    """The routes under /voice/desk/<room> for those who are called in."""
    blueprint = Blueprint("desk_seats", __name__, url_prefix="/voice/desk/<room>")

    @blueprint.route("/seat", methods=["GET", "POST"])
    def seat(room: str) -> Response:
        """Somebody who was called in has picked up; at a telephone a key takes the call."""
        desk.rooms.proven()
        label, is_phone = request.args.get("l", ""), bool(request.args.get("p"))
        return markup(_whisper(desk, room, label) if is_phone else _enter(desk, room, label))

    @blueprint.route("/seated", methods=["GET", "POST"])
    def seated(room: str) -> Response:
        """A key was pressed at a telephone."""
        key = incoming.keys_pressed(desk.rooms.proven())
        return markup(_enter(desk, room, request.args.get("l", "")) if key == TAKE else HUNG_UP)

    @blueprint.route("/other", methods=["GET", "POST"])
    def other(room: str) -> Response:
        """The other leg of a call that becomes a room; an agent on the desk line goes on there afterwards."""
        desk.rooms.proven()
        label = request.args.get("l", "")
        seat = _read_seat(desk, room, label)
        urls = desk.rooms.addresses
        then = urls.desk("next", quiet="1") if request.args.get("d") else urls.room(room, "left")
        if seat is None:
            return markup(desk.rooms.renderer.onward(then))
        return markup(room_document(room, label, events_url=urls.room(room, "events"), then=then))

    @blueprint.route("/told", methods=["GET", "POST"])
    def told(room: str) -> Response:
        """What the caller is told before a supervisor listens (Twilio: AnnounceUrl)."""
        desk.rooms.proven()
        return markup(desk.rooms.renderer.whisper(desk.notice.sentences(room)))

    return blueprint


def _enter(desk: DeskSeats, room: str, label: str) -> str:
    """Go into the room, unless it is over or the seat was taken back; while Redis is away, in a moment."""
    urls = desk.rooms.addresses
    try:
        seat = _seat(desk, room, label)
    except Unavailable:
        tries = incoming.count_in(request.args.get("t", ""), otherwise=0) + 1
        return HUNG_UP if tries > MOST_TRIES else again_document(urls.room(room, "seat", l=label, t=str(tries)))
    if seat is None:
        return HUNG_UP
    events, left = urls.room(room, "events"), urls.room(room, "left")
    is_silent = seat.kind == "supervisor"
    return room_document(room, label, events_url=events, then=left, ends=False, is_silent=is_silent)


def _whisper(desk: DeskSeats, room: str, label: str) -> str:
    try:
        seat, found = _seat(desk, room, label), desk.rooms.conversations.rooms.named(room)
    except Unavailable:
        return HUNG_UP
    if seat is None or found is None:
        return HUNG_UP
    said = desk.rooms.people.whisper(found.call, take=TAKE)
    return desk.rooms.renderer.whisper(said, accept=desk.rooms.addresses.room(room, "seated", l=label))


def _read_seat(desk: DeskSeats, room: str, label: str) -> Seat | None:
    try:
        return _seat(desk, room, label)
    except Unavailable:
        return None


def _seat(desk: DeskSeats, room: str, label: str) -> Seat | None:
    found = desk.rooms.conversations.rooms.named(room)
    seat = found.seat(label) if found and not found.is_over else None
    return None if seat is None or seat.is_leaving or seat.kind == "caller" else seat
