"""TaskRouter tasks that <Enqueue workflowSid> makes."""

import json
from dataclasses import dataclass, field
from typing import Any

from ivr.emulator.leg import Leg
from ivr.emulator.sids import new_sid
from ivr.emulator.twiml import verbs as v
from ivr.emulator.twiml.errors import SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowTask:
    """`attributes` are those of the call together with the application's own."""

    workflow_sid: str
    attributes: dict[str, Any]
    priority: int
    timeout: int
    call_sid: str
    sid: str = field(default_factory=lambda: new_sid("WT"))


def task_of(leg: Leg, verb: v.Enqueue) -> WorkflowTask:
    task = verb.task or v.Task()
    own = {"call_sid": leg.call.sid, "from": leg.call.from_, "to": leg.call.to, "direction": leg.call.direction}
    return WorkflowTask(
        workflow_sid=verb.workflow_sid,
        attributes=own | _attributes(leg, task.attributes),
        priority=task.priority,
        timeout=task.timeout,
        call_sid=leg.call.sid,
    )


def _attributes(leg: Leg, text: str) -> dict[str, Any]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        given = None
    if isinstance(given, dict):
        return given
    leg.alert(SCHEMA, "the attributes of Task are not a JSON object", is_warning=True)
    return {}
