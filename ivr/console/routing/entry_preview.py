"""What an entry does, in a sentence beside its form, and how many callers of today a rule would have touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, request
from pydantic import ValidationError

from ivr.console.page import PageGroup, page
from ivr.console.ports import Ports
from ivr.console.requests import form_fields
from ivr.console.responses import rendered
from ivr.console.roles import ADMINS
from ivr.console.routing.document_parts import PARTS, QUEUES, RULES, Part
from ivr.console.routing.entry_words import queue_sentence, rule_sentence, touched
from ivr.console.routing.form_values import read, typed
from routing.model import ALWAYS, Queue, Routing, Rule

PREVIEWED = (QUEUES, RULES)
"""The parts whose entries are told in a sentence."""


@dataclass(frozen=True, slots=True)
class EntryPreview:
    """A sentence; for a rule also where it sends to, and how many of today's callers (`called`) meet its conditions."""

    words: str
    to: str = ""
    touched: int | None = None
    called: int = 0


class EntryPreviews(PageGroup):
    """The sentence of a form that is being filled in."""

    @page("/routing/<part>/preview", roles=ADMINS, methods=("POST",), form_on="queues")
    def preview_entry(self, part: str) -> str:
        """The sentence alone. Nothing is kept."""
        which = PARTS.get(part)
        if which not in PREVIEWED or which is None:
            abort(404)
        given = without_hidden(which, typed(which.fields, request.form))
        entry = read(which.fields, given, None).entry
        draft = self.ports.routing.draft().routing
        name = form_fields().get("entry", "")
        return rendered("routing/does.html", does=entry_preview(self.ports, which, name, entry, draft))


def entry_preview(
    ports: Ports, part: Part, name: str, entry: Mapping[str, Any], routing: Routing
) -> EntryPreview | None:
    """The preview of an entry; None as long as it is not complete."""
    try:
        if part is RULES:
            return _rule(ports, Rule.model_validate({**entry, "name": name or "new"}), routing)
        return EntryPreview(queue_sentence(Queue.model_validate(entry), routing)) if part is QUEUES else None
    except ValidationError:
        return None


def without_hidden(part: Part, given: Mapping[str, str]) -> dict[str, str]:
    """The typed fields without the shares of a rule that sends to one queue: the form hides them."""
    return {**given, "split": ""} if part is RULES and given.get("send") else dict(given)


def _rule(ports: Ports, rule: Rule, routing: Routing) -> EntryPreview:
    words, to = rule_sentence(rule, routing)
    if not {ALWAYS, *routing.hours}.issuperset(rule.when.time):
        return EntryPreview(words, to)
    midnight = ports.clock().replace(hour=0, minute=0, second=0, microsecond=0)
    called = ports.recent_callers(midnight)
    return EntryPreview(words, to, touched(rule, routing, called), len(called))
