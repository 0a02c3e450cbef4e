"""Announcements by REST: the document is fetched once, and heard by one participant or by all."""

from collections.abc import Sequence
from functools import partial

from flask import request

from ivr.emulator.conferences import Announcement, ConferenceRoom, Participant
from ivr.emulator.leg_events import ConferenceChanged, NextDocument
from ivr.emulator.runtime import Alert
from ivr.emulator.switchboard import Switchboard
from ivr.emulator.twiml import CONFERENCE, TwimlError, document_of
from ivr.emulator.webhooks import WebhookFailed


def announce(switchboard: Switchboard, room: ConferenceRoom, to: Sequence[Participant]) -> None:
    """Have the schedule fetch AnnounceUrl and play it to the participants; each hears it alone."""
    wanted = NextDocument(request.form["AnnounceUrl"], request.form.get("AnnounceMethod", "POST"))
    switchboard.schedule.later(partial(_announce, switchboard, room, tuple(to), wanted))


def _announce(
    switchboard: Switchboard, room: ConferenceRoom, to: tuple[Participant, ...], wanted: NextDocument
) -> None:
    told = {"AnnounceUrl": wanted.url, **(to[0].parameters() if len(to) == 1 else {})}
    conference = {"ConferenceSid": room.sid, "FriendlyName": room.name, "AccountSid": switchboard.account_sid}
    try:
        fetched = switchboard.webhooks.ask(wanted.url, method=wanted.method, standard=conference)
        content_type = fetched.answer.headers.get("content-type", "")
        document = document_of(fetched.answer.body, content_type, fetched.url, CONFERENCE)
    except (WebhookFailed, TwimlError) as error:
        switchboard.alerts.append(Alert(room.sid, error.code, str(error), wanted.url))
        room.callbacks.tell("announcement-fail", {**told, "ReasonAnnouncementFailed": str(error.code)})
        return
    present = [each for each in to if each in room.participants]
    if not present:
        return
    ended = partial(room.callbacks.tell, "announcement-end", told)
    announcement = Announcement(url=fetched.url, document=document, listeners=len(present), ended=ended)
    for each in present:
        each.announcements.append(announcement)
        if not each.is_announced_to:
            each.leg.post(ConferenceChanged())
