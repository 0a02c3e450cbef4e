"""Twilio's identifiers: two letters for the kind, then 32 hexadecimal digits."""

import uuid


def new_sid(kind: str) -> str:
    """`kind` is CA for a call, QU queue, CF conference, RE recording, SM message, PN number, WT task, NO alert."""
    return kind + uuid.uuid4().hex
