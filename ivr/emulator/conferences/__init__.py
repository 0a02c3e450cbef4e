"""Conferences of an emulated account: who is in, who hears whom, and what the application is told.

A conference starts when two are in it of whom one may start it. Whoever is alone before that hears the wait music;
whoever is left alone later hears nothing. A conference that has ended never comes back: its name begins a new one.
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
