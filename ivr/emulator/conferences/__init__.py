"""Conferences of an emulated account: who is in, who hears whom, and what the application is told.

A conference starts when two are in it of whom one may start it. Whoever is alone before that hears the wait music. A
conference that has ended never comes back: its name begins a new one.

Twilio's documentation leaves open, and this chooses: whoever is left alone after the start hears nothing; a leg that is
removed goes on with its own document; one that rings when its conference ends rings on and begins a new one; an
announcement to all is not heard on hold, and a second one waits for the first.
"""

from ivr.emulator.conferences.announcement import Announcement
from ivr.emulator.conferences.conference_callbacks import ConferenceCallbacks
from ivr.emulator.conferences.conference_room import CannotJoin, ConferenceRoom
from ivr.emulator.conferences.conference_rooms import ConferenceRooms
from ivr.emulator.conferences.participant import Participant, ParticipantChange

__all__ = [
    "Announcement",
    "CannotJoin",
    "ConferenceCallbacks",
    "ConferenceRoom",
    "ConferenceRooms",
    "Participant",
    "ParticipantChange",
]
