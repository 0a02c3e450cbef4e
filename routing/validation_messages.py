"""Messages for faults in the shape of a document: the path of the field, the expected value and an example."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml
from pydantic_core import ErrorDetails

_RIGHT: Mapping[str, tuple[str, str]] = {
    "abandonment_percent": ("a number of percent, 0 to 100", "5"),
    "agent_desk": ("a group of rules for agents", "{wrap_up_seconds: 60, away_reasons: [Break, Lunch]}"),
    "agent_survey": ("a group of way, percent and asks_first", "{way: call, percent: 20, asks_first: true}"),
    "alerts": ("a group of limits", "{wait: 120}"),
    "asks_first": ("true or false", "true"),
    "asa_seconds": ("a whole number of seconds", "30"),
    "at_least": ("a whole amount of money", "500"),
    "attestation": ("a list of grades", "[A, B]"),
    "away_reasons": ("a list of reasons, each 60 characters at most", "[Break, Lunch]"),
    "below": ("a whole amount of money", "500"),
    "brand": ("a name", "Northwind"),
    "brands": ("a group of brands by their short names", "{outlet: {name: Northwind Outlet}}"),
    "by": ("one of satisfaction, service_level, repeats", "satisfaction"),
    "callback": ("the short name of a queue", "care-en"),
    "callback_hours": ("a number of hours, 1440 at most", "1"),
    "capacity": ("a whole number of callers", "40"),
    "closed": ("a list of callback and voicemail", "[callback, voicemail]"),
    "closes": ("true or false", "true"),
    "code": ("two to four digits in quotes", '"71"'),
    "country": ("a list of countries by their two letters", "[US, MX]"),
    "currency": ("a currency by its three letters", "USD"),
    "date": ("a day", "2026-12-24"),
    "day_cap": ("a whole number of calls", "500"),
    "days": ("a whole number of days, 1 to 3650", "30"),
    "default": ("the short name of a queue", "care-en"),
    "depth_over": ("a whole number of callers", "10"),
    "desk": ("a name of letters, digits, - and _, 48 characters at most", "care-en"),
    "dial": ("a telephone number with its country, in quotes", '"+13055550123"'),
    "dialled": ("a list of telephone numbers with their country, in quotes", '["+18005550199"]'),
    "dispositions": ("a group of names by short code", "{resolved: {name: Resolved}}"),
    "due": ("a group of hours", "{voicemail_hours: 4, missed_hours: 4}"),
    "errors": ("a number of faults", "5"),
    "exceptions": ("a list of days", "[{date: 2026-12-24, open: 08:00-14:00, reason: Christmas Eve}]"),
    "extended": (
        "a list of days with the day until when orders placed then can be returned",
        "[{placed_from: 2026-11-01, placed_to: 2026-12-24, until: 2027-01-31}]",
    ),
    "final_sale": ("a list of tags, each 60 characters at most", "[clearance]"),
    "from": ("delivery or order", "delivery"),
    "hand_off": ("a group that says how callers reach the people", "{desk: care-en}"),
    "handling_seconds": ("a whole number of seconds", "300"),
    "holidays": ("a country, or a country and region", "US-CA"),
    "hours": ("the short name of hours", "us-care"),
    "issue": ("a list of issues", "[returns, refund]"),
    "kind": ("in_house or outsourced", "in_house"),
    "language": ("a language and country", "en-US"),
    "languages": ("a list of languages and countries", "[en-US, es-MX]"),
    "least_share": ("a whole number of percent, 1 to 100", "20"),
    "link": ("a group of web addresses by language", "{en-US: https://shop.example/returns}"),
    "makes_up": ("a whole number of calls", "50"),
    "message": ("a group of texts by language, each 400 characters at most", "{en-US: We are closed today.}"),
    "minutes": ("a whole number of minutes, 44640 at most", "240"),
    "missed_hours": ("a number of hours, 1440 at most", "4"),
    "month_cap": ("a whole number of calls", "12000"),
    "most_share": ("a whole number of percent, 1 to 100", "80"),
    "name": ("a name", "English care"),
    "needs_disposition": ("true or false", "true"),
    "notices": ("a group of terms for texts before customers call", "{events: [late], held_back: 10}"),
    "events": ("a list of cancelled, ready_for_pickup, attempted and late", "[late, attempted]"),
    "held_back": ("a whole percentage, 50 at most", "10"),
    "numbers": ("a group of telephone numbers with their country, in quotes", '{"+18005550199": {language: en-US}}'),
    "open": ("hours from and until", "08:00-20:00"),
    "order_state": ("a list of late and failed_promise", "[late]"),
    "order_value": ("a group of at_least and below", "{at_least: 500}"),
    "orders_hours": ("a number of hours", "24"),
    "other_terms": ("a list of countries or tags with their days", "[{country: DE, days: 14}]"),
    "overflow": ("a list of limits with where to", "[{wait_over: 120, to: acme-en}]"),
    "per_call": ("an amount of money for each answered call", "3.20"),
    "per_minute": ("an amount of money for each minute", "0.85"),
    "percent": ("a whole number of percent, 1 to 100", "80"),
    "placed_from": ("a day", "2026-11-01"),
    "placed_to": ("a day", "2026-12-24"),
    "points": ("a whole number of points, 1 to 50", "3"),
    "price": ("a group of per_call or per_minute, and currency", "{per_minute: 0.85, currency: USD}"),
    "priority": ("a whole number, 0 to 10", "5"),
    "prompts": ("a group of prompts by language", "{en-US: {goodbye: Thank you for calling.}}"),
    "queues": ("a group of queues by their short names, or a list of such names", "[care-en]"),
    "reason": ("a text of 80 characters at most", "Christmas Eve"),
    "repeat": ("true or false", "true"),
    "repeats_percent": ("a number of percent, 0 to 100", "20"),
    "request_hours": ("a number of hours, 1440 at most", "24"),
    "returns": ("a group of terms", "{days: 30, from: delivery}"),
    "ring": ("a list of one to ten telephone numbers with their country, in quotes", '["+12125550150"]'),
    "rings_seconds": ("a whole number of seconds, 5 to 120", "20"),
    "rules": ("a list of rules", "[{name: English, when: {language: en-US}, send: care-en}]"),
    "satisfaction": ("a number, 1 to 5", "4.2"),
    "seconds": ("a whole number of seconds", "20"),
    "send": ("the short name of a queue", "care-en"),
    "service_level": ("a group of percent and seconds", "{percent: 80, seconds: 20}"),
    "service_percent": ("a whole number of percent, 1 to 100", "80"),
    "service_points": ("a number of points, 0 to 100", "10"),
    "sip": ("a SIP address", "sip:care@acme.example"),
    "split": ("a group of queues with whole percent, 1 to 100", "{care-en: 60, acme-en: 40}"),
    "split_follows": ("a group of by and points", "{by: satisfaction, points: 3, least_share: 20, most_share: 80}"),
    "store_info": (
        "a group of texts by language, each 400 characters at most",
        "{en-US: Our store is open from 9 to 6.}",
    ),
    "survey": ("true or false", "true"),
    "switches": ("a group of switches by their short names", "{storm: {name: Storm, closes: true}}"),
    "tag": ("a list of tags, each 60 characters at most", "[clearance]"),
    "targets": ("a group of targets", "{service_percent: 80, asa_seconds: 30}"),
    "taskrouter": ("the SID of a workflow: WW and 32 digits", "WW0123456789abcdef0123456789abcdef"),
    "tells_of_listening": ("a list of countries", "[DE, AT]"),
    "tier": ("a list of tiers", "[gold, platinum]"),
    "time": ("a list of names of hours", "[us-care]"),
    "time_zone": ("a time zone", "America/New_York"),
    "to": ("the short name of a queue", "acme-en"),
    "told": ("a list of telephone numbers with their country, in quotes", '["+12125550150"]'),
    "tolerance": ("a number of points, 0 to 100", "2"),
    "transfer_to": ("a group of telephone numbers by name, in quotes", '{Warehouse: "+12125550150"}'),
    "transfers_back_percent": ("a number of percent, 0 to 100", "5"),
    "unmatched_percent": ("a number of percent, 0 to 100", "10"),
    "until": ("a day", "2027-01-31"),
    "vendor": ("the short name of a vendor", "acme"),
    "vendors": ("a group of vendors by their short names", "{acme: {name: Acme BPO}}"),
    "voicemail": ("a list of telephone numbers with their country, in quotes", '["+12125550150"]'),
    "voicemail_hours": ("a number of hours, 1440 at most", "4"),
    "voices": ("a group of Google's voices by language, as Twilio names them", "{en-US: Google.en-US-Neural2-C}"),
    "wait": ("a number of seconds", "120"),
    "wait_over": ("a whole number of seconds", "120"),
    "way": ("call or text", "call"),
    "when": ("a group of conditions", "{language: en-US}"),
    "withheld": ("true or false", "true"),
    "wrap_up_seconds": ("a whole number of seconds, 1800 at most", "60"),
}
"""The expected value of each field, and an example."""

_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}
"""Limits of numbers by pydantic's error type: the wording, and the key of the limit in the error's context."""
_OF_A_UNION = re.compile(
    r"\[key\]|constrained-\w+|str|int|float|bool|(tuple|list|dict|nullable|chain|union|function-[\w-]+)(\[.*)?"
)
"""Parts of a pydantic location that name a branch of a type rather than a field."""


def complaints(problems: Iterable[ErrorDetails]) -> list[str]:
    """Pydantic's errors as sentences: one for each location, beginning with its path."""
    found: dict[str, str] = {}
    for problem in problems:
        path = [part for part in problem["loc"] if not _is_branch(part)]
        found.setdefault(".".join(map(str, path)), _sentence(problem, path))
    return [f"{where}: {said}" if where else said for where, said in found.items()]


def _is_branch(part: object) -> bool:
    return isinstance(part, str) and bool(_OF_A_UNION.fullmatch(part))


def _sentence(problem: ErrorDetails, path: Sequence[int | str]) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden":
        return "there is no such field; take it out, or mend its name"
    noun, example = _right(path) or _plain(kind)
    if kind == "missing":
        return f"is missing; add it: {noun}, as in {example}"
    if kind == "literal_error":
        return f"must be one of {', '.join(_choices(context['expected']))}"
    if kind in _BOUNDS:
        words, limit = _BOUNDS[kind]
        return f"must be {words} {context[limit]}; write {noun}, as in {example}"
    return f"must be {noun}, as in {example}"


def _right(path: Sequence[int | str]) -> tuple[str, str] | None:
    """The expected value at a location, by the innermost name in it that is a field of the document."""
    return next((_RIGHT[part] for part in reversed(path) if isinstance(part, str) and part in _RIGHT), None)


_PLAIN = {
    "bool": ("true or false", "true"),
    "date": ("a day", "2026-12-24"),
    "datetime": ("a time with its offset", "2026-12-24T08:00-05:00"),
    "finite": ("a number", "1.5"),
    "float": ("a number", "1.5"),
    "greater": ("a number", "5"),
    "int": ("a whole number", "5"),
    "less": ("a number", "5"),
    "string": ("a text, in quotes where it looks like a number", '"05"'),
    "timezone": ("a time with its offset", "2026-12-24T08:00-05:00"),
    "too": ("a list with as many as there may be", "[1, 2]"),
    "tuple": ("a list", "[1, 2]"),
}
"""The expected value at a location without a known field, by the first word of pydantic's error type."""


def _plain(kind: str) -> tuple[str, str]:
    return _PLAIN.get(kind.partition("_")[0], ("a group of fields", "{name: value}"))


def _choices(expected: str) -> Iterator[str]:
    """The values in pydantic's list of choices, as in `'a', 'b' or 'c'`."""
    yield from re.findall(r"'([^']+)'", expected)


_YAML = {
    "found character '\\t'": "indent with blanks instead of a tab",
    "mapping values are not allowed": "a text with a colon needs quotes, or the line above lacks its colon",
    "could not find expected ':'": "a name needs a colon and a value, as in name: English care",
    "expected ',' or": "a list or group is not closed; write [en-US, es-MX] or {desk: care-en}",
    "expected the node content": "a value is missing; write one, as in [en-US, es-MX]",
    "expected <block end>": "the line is indented otherwise than those it belongs to",
    "found unexpected end of stream": "a quotation mark is not closed",
    "found undefined alias": "a text that begins with * needs quotes",
    "could not determine a constructor": "a text that begins with ! needs quotes",
    "found unhashable key": "a name is a group or list; put a name that holds brackets in quotes",
    "groups stand in groups": "groups stand in groups too deep for a document",
    "the merges make it too large": "the merges (<<) make it too large",
    "while scanning": "a text that begins with a special character needs quotes",
}
"""Messages of the YAML parser, and the remedy for each."""
_ANYTHING = "it cannot be read here; look at indentation, quotes and brackets"


def not_yaml(error: yaml.YAMLError) -> str:
    """The position of a YAML error, and the remedy."""
    if isinstance(error, yaml.reader.ReaderError):
        return f"not YAML: character {error.position + 1} is one that no text has; take it out"
    if not isinstance(error, yaml.MarkedYAMLError):
        return f"not YAML: {_ANYTHING}"
    mark = error.problem_mark or error.context_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    said = f"{error.problem} {error.context}"
    return f"not YAML: {where}{next((words for known, words in _YAML.items() if known in said), _ANYTHING)}"
