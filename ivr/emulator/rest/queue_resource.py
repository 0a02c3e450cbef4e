"""Queues and the calls in them (Twilio: Queue and Member resources)."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ivr.emulator.leg_events import NextDocument, Redirected
from ivr.emulator.queues import LARGEST, CallQueue, Member
from ivr.emulator.rest import shapes
from ivr.emulator.rest.errors import RestError, not_found
from ivr.emulator.rest.list_pages import page_of
from ivr.emulator.switchboard import Switchboard


class QueueResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def list(self) -> ResponseReturnValue:
        return page_of("queues", list(self._switchboard.queues.values()), self._shape)

    def fetch(self, sid: str) -> ResponseReturnValue:
        return jsonify(self._shape(queue_of(self._switchboard, sid)))

    def create(self) -> ResponseReturnValue:
        name = request.form.get("FriendlyName", "")
        if not 0 < len(name) <= 64:
            raise RestError(400, 20001, "FriendlyName must have 1 to 64 characters")
        if name in self._switchboard.queues:
            raise RestError(400, 22003, "Queue already exists")
        queue = self._switchboard.queue(name)
        queue.max_size = min(request.form.get("MaxSize", 1000, type=int), LARGEST)
        return jsonify(self._shape(queue)), 201

    def _shape(self, queue: CallQueue) -> shapes.Shape:
        return shapes.queue(queue, self._switchboard.account_sid)


class MemberResource:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def list(self, queue_sid: str) -> ResponseReturnValue:
        queue = queue_of(self._switchboard, queue_sid)
        return page_of("queue_members", list(queue.members), lambda member: self._shape(member, queue))

    def fetch(self, queue_sid: str, call_sid: str) -> ResponseReturnValue:
        queue = queue_of(self._switchboard, queue_sid)
        return jsonify(self._shape(_member(queue, call_sid), queue))

    def update(self, queue_sid: str, call_sid: str) -> ResponseReturnValue:
        """Take a call out of the queue, the first one if its SID is `Front`, and run Url."""
        url = request.form.get("Url")
        if not url:
            raise RestError(400, 21205, "Url is required")
        queue = queue_of(self._switchboard, queue_sid)
        member = _member(queue, call_sid)
        answer = jsonify(self._shape(member, queue))
        queue.remove(member, self._switchboard.clock.now())
        member.leg.post(Redirected(NextDocument(url, request.form.get("Method", "POST"))))
        return answer

    def _shape(self, member: Member, queue: CallQueue) -> shapes.Shape:
        return shapes.member(member, queue, self._switchboard.account_sid, self._switchboard.clock.now())


def queue_of(switchboard: Switchboard, sid: str) -> CallQueue:
    queue = switchboard.queue_by_sid(sid)
    if queue is None:
        raise not_found()
    return queue


def _member(queue: CallQueue, call_sid: str) -> Member:
    member = queue.member_of(call_sid)
    if member is None:
        raise not_found()
    return member
