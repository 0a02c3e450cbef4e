"""The one way to find calls on record: what is typed, the list, its download, and searches that are kept.

The form is sent, and leads to an address without anything personal: numbers become keyed hashes there, and words are
encrypted. So a search can be kept open, gone back to and sent to a colleague, and no log has what was looked for.
"""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from ivr.accounts import visible_queues
from ivr.console.page import Answer, Facts, Nav, PageGroup, page
from ivr.console.requests import form_fields
from ivr.console.responses import back_to, csv_stream
from ivr.console.roles import CALL_READERS, SEARCHERS
from ivr.console.search.search_form import LONGEST_FIELD, PLAIN, SEALED, SPANS, SearchReader, fields_of, with_days
from ivr.console.session import as_actor, me
from ivr.reporting.call_record import UNDER_WAY
from ivr.reporting.call_search import EVERY_CALL, CallCursor, CallQuery, CallScope, CallsFound
from ivr.reporting.call_table import HEADING, row_of
from ivr.reporting.contact_reasons import reason_of
from ivr.reporting.dispositions import DISPOSITIONS
from ivr.reporting.kept_search import LONGEST_NAME, TooManyKept
from ivr.reporting.reason_names import reason_name
from routing.issues import CallIssue

TEMPLATE = "search/search.html"
AT_ONCE = 50
"""Calls on a page."""
MOST_IN_A_FILE = 100_000
"""Calls in a download; the page tells of it."""
_BATCH = 1_000
NO_NUMBER = "This is no telephone number. Write it as +1 415 555 0100, or as it is dialled in its country."
NO_ORDER = "This is no order number."
OUTCOMES: dict[str, str] = {UNDER_WAY: "In progress"}
OUTCOMES |= {each: each.replace("_", " ").capitalize() for each in DISPOSITIONS}


class SearchPages(PageGroup):
    """The search, its list and download, and kept searches."""

    @page("/search", roles=SEARCHERS, nav=Nav("Calls", 30), template=TEMPLATE)
    def search(self) -> Answer:
        """The calls that fit the fields in the address, newest first."""
        fields = self._given(request.args) or ({} if "any" in request.args else {"span": "30"})
        read = self._reader().read(fields)
        found = self._found(read.query, _cursor(request.args.get("after", "")), AT_ONCE)
        if "sid" in fields and len(found.calls) == 1 and me().role in CALL_READERS:
            return back_to("call", sid=found.calls[0].sid)
        return {**self._facts(fields, read.wrong), "found": found}

    @page("/search", roles=SEARCHERS, methods=("POST",), template=TEMPLATE)
    def find_calls(self) -> Answer:
        """Turn what was typed into an address that names nobody."""
        typed = {name: value[:LONGEST_FIELD] for name, value in form_fields().items()}
        given = self._given({name: value for name, value in typed.items() if name != "words"})
        fields = with_days(given, typed.get("was", ""))
        wrong: dict[str, str] = {}
        if typed.get("phone"):
            caller = self.ports.call_search.caller(typed["phone"])
            if caller is None:
                wrong["phone"] = NO_NUMBER
            else:
                fields |= {"caller": ".".join(caller.keys), "ending": caller.ending}
        if typed.get("number"):
            fields["order"] = ".".join(self.ports.call_search.orders(typed["number"]))
            wrong |= {} if fields["order"] else {"number": NO_ORDER}
        if typed.get("text"):
            fields["words"] = self.ports.call_search.sealed(typed["text"])
        wrong |= self._reader().read(fields).wrong
        if wrong:
            return {**self._facts(fields, wrong), "typed": typed, "found": None}, 422
        return back_to("search", **(fields or {"any": "1"}))

    @page("/search.csv", roles=SEARCHERS)
    def search_file(self) -> Response:
        """The calls that fit, for other programs. The audit tells who took them."""
        fields = self._given(request.args)
        query = self._reader().read(fields).query
        first = self._found(query, None, _BATCH)
        told = ", ".join(f"{name} {value}" for name, value in fields.items() if name in PLAIN) or "all calls"
        also = ", ".join(name for name in ("caller", "order", "words") if name in fields)
        looked_for = f"{told}{f', and one {also}' if also else ''}"
        self.ports.call_search.note_export(as_actor(), looked_for, min(first.count, MOST_IN_A_FILE))
        zone = self.ports.clock().tzinfo
        routing = self.ports.in_force()
        names = {name: queue.name for name, queue in routing.queues.items()}
        codes = {code: each.name for code, each in routing.agent_desk.dispositions.items()}
        rows = (
            row_of(call, names, codes, zone)
            for each in self._batches(query, self._scope(), first)
            for call in each.calls
        )
        return csv_stream("calls.csv", HEADING, rows)

    @page("/search/keep", roles=SEARCHERS, methods=("POST",), form_on="search")
    def keep_search(self) -> ResponseReturnValue:
        """Keep the search by a name. One for a caller, an order or words in notes is not kept: it may name a person."""
        typed = form_fields()
        fields = {name: value for name, value in fields_of(typed).items() if name in PLAIN}
        name = typed.get("name", "")[:LONGEST_NAME]
        if not name or any(typed.get(each) for each in SEALED):
            flash("Give the search a name; one for a caller, an order or words in notes is not kept.")
            return back_to("search", **fields_of(typed))
        try:
            self.ports.kept_searches.keep(me(), name, fields, is_shared=typed.get("shared") == "on")
            flash(f"The search “{name}” is kept.")
        except TooManyKept as error:
            flash(str(error))
        return back_to("search", **fields)

    @page("/search/forget", roles=SEARCHERS, methods=("POST",), form_on="search")
    def forget_search(self) -> ResponseReturnValue:
        """Remove a kept search of the user's own."""
        self.ports.kept_searches.forget(me(), form_fields().get("kept", ""))
        return back_to("search")

    def _given(self, given: Mapping[str, str]) -> dict[str, str]:
        """The fields of a search, without queues and vendors that the user may not see."""
        fields, seen = fields_of(given), self._scope().queues
        hidden = () if seen is None else ("vendor", *(("queue",) if fields.get("queue") not in seen else ()))
        return {name: value for name, value in fields.items() if name not in hidden}

    def _reader(self) -> SearchReader:
        return SearchReader(self.ports.clock(), self.ports.in_force(), self.ports.call_search.unsealed)

    def _scope(self) -> CallScope:
        """The calls that the user may find; agents those that they have handled themselves."""
        queues = visible_queues(me(), self.ports.in_force())
        if me().role == "agent":
            agent = self.ports.agent_station.agent(me().name)
            return CallScope(queues, agent.id) if agent else CallScope(())
        return EVERY_CALL if queues is None else CallScope(queues)

    def _found(self, query: CallQuery, after: CallCursor | None, most: int) -> CallsFound:
        return self.ports.call_search.find(query, self._scope(), after=after, most=most)

    def _batches(self, query: CallQuery, scope: CallScope, first: CallsFound) -> Iterator[CallsFound]:
        """All that fits, page by page. It is read while the answer is sent, and nobody is signed in by then."""
        found, left = first, MOST_IN_A_FILE
        while True:
            yield found
            left -= len(found.calls)
            if found.following is None or left <= 0:
                return
            found = self.ports.call_search.find(query, scope, after=found.following, most=min(_BATCH, left))

    def _facts(self, fields: Mapping[str, str], wrong: Mapping[str, str]) -> Facts:
        routing, scope = self.ports.in_force(), self._scope()
        seen = scope.queues
        queues = {name: each.name for name, each in routing.queues.items() if seen is None or name in seen}
        return {
            "fields": fields,
            "wrong": wrong,
            "typed": {"text": self.ports.call_search.unsealed(fields.get("words", ""))},
            "kept": [(each, _address(each.fields)) for each in self.ports.kept_searches.of(me())],
            "choices": {
                "span": SPANS,
                "queue": queues,
                "vendor": {name: each.name for name, each in routing.vendors.items()} if seen is None else {},
                "agent": {} if scope.agent else self.ports.call_search.agents(scope),
                "outcome": OUTCOMES,
                "disposition": {code: each.name for code, each in routing.agent_desk.dispositions.items()},
                "language": self.ports.languages,
                "issue": {each: each.replace("_", " ").capitalize() for each in get_args(CallIssue)},
                "dialled": list(routing.numbers),
            },
            "most_in_a_file": MOST_IN_A_FILE,
            "opens": me().role in CALL_READERS,
            "reason": reason_name(reason) if (reason := reason_of(fields.get("reason", ""))) else "",
        }


def _address(fields: Mapping[str, Any]) -> str:
    """The address of a search."""
    return url_for("console.search", **fields)


def _cursor(text: str) -> CallCursor | None:
    """The place in the list that an address names; the beginning if it names none."""
    try:
        return CallCursor.parse(text) if text else None
    except ValueError:
        return None
