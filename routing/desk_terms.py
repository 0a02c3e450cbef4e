"""The rules of the agents' desk, as parts of a routing document."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from routing.field_types import Amount, Dialled, DocumentPart, Whole

ShortName = Annotated[str, Field(min_length=1, max_length=60)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Disposition(DocumentPart):
    """What a call was about or came to, for agents to choose. Without `queues` it is offered in all."""

    name: ShortName
    queues: tuple[str, ...] = ()


HoursDue = Annotated[Amount, Field(gt=0, le=24 * 60)]
"""Hours, sixty days at most."""


class WorkDue(DocumentPart):
    """Within how many hours the items of the work list are due.

    All but requests count the opening hours of their queue alone; a callback at a time that the caller chose is due at
    the end of that time.
    """

    voicemail_hours: HoursDue = 4
    callback_hours: HoursDue = 1
    request_hours: HoursDue = 24
    missed_hours: HoursDue = 4


class DeskTerms(DocumentPart):
    """The rules of the desk.

    `rings_seconds` is how long a call rings at an agent; `wrap_up_seconds` is the limit of after-call work, 0 for none
    at all. `dispositions` are listed by code. `transfer_to` are the outside numbers to which calls may be transferred,
    by name. `tells_of_listening` are the countries (ISO 3166) whose callers are told when a supervisor listens; an
    agent is always shown it. `due` are the times of the work list.
    """

    away_reasons: tuple[ShortName, ...] = Field(default=("Break", "Lunch", "Meeting", "Training"), min_length=1)
    rings_seconds: Whole = Field(default=20, ge=5, le=120)
    wrap_up_seconds: Whole = Field(default=60, ge=0, le=1800)
    needs_disposition: bool = False
    dispositions: Mapping[Code, Disposition] = {
        "resolved": Disposition(name="Resolved"),
        "follow_up": Disposition(name="Follow-up needed"),
        "escalated": Disposition(name="Escalated"),
        "not_resolved": Disposition(name="Not resolved"),
        "wrong_department": Disposition(name="Wrong department"),
        "other": Disposition(name="Other"),
    }
    transfer_to: Mapping[ShortName, Dialled] = {}
    tells_of_listening: tuple[CountryCode, ...] = ()
    due: WorkDue = WorkDue()
