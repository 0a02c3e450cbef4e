"""Orders as JSON in the words of the canonical model: a list, or one order a line.

{"number": "1001", "placed_at": "2026-11-20T12:00:00-08:00", "email": "...", "phones": ["(415) 555-0100"],
 "shipments": [{"status": "in_transit", "carrier": "UPS", "windows": [{"start": "2026-11-24", "end": "2026-11-25"}]}],
 "refunds": [{"amount": "12.99", "state": "pending"}], "returns": [{"state": "received"}], ...}
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from ivr.orders import words
from ivr.orders.merging import Gathered
from ivr.orders.model import DeliveryWindow, Order
from ivr.orders.notes import Note
from ivr.orders.problems import Problem, Refused
from ivr.orders.rows import Fields, Reading, Row, read_row
from ivr.orders.words import Bad

_CHUNK = 65_536
_LARGEST = 1_000_000
"""Characters of one order. What is longer is no order, but a file that was cut or never closed."""
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
_NO_JSON = "from here on the file is no JSON"

Json = Mapping[str, Any]


def read_json(path: Path, reading: Reading) -> Iterator[Order | Problem | Note]:
    """The orders of a file, and what is wrong with those that cannot be read. Raises Refused for an empty file.

    Never more than one order is in memory. What cannot be parsed ends a list, but only its own line otherwise.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
        first = file.read(_CHUNK).lstrip()[:1]
        if not first:
            raise Refused("the file is empty")
        file.seek(0)
        for line, document in _listed(file) if first == "[" else _lined(file):
            if isinstance(document, Problem):
                yield document
            else:
                yield from _read(document, line, reading)


def _lined(file: TextIO) -> Iterator[tuple[int, Any]]:
    for line, text in enumerate(file, 1):
        if text.strip():
            try:
                yield line, _DECODER.decode(text.strip())
            except ValueError:
                yield line, Problem(line, "the line is no JSON")


def _listed(file: TextIO) -> Iterator[tuple[int, Any]]:
    """Each member of a list, with the line on which it begins."""
    line, text, opening = 1, "", "["
    while chunk := file.read(_CHUNK):
        text += chunk
        while body := text.lstrip(f" \t\r\n,{opening}"):
            try:
                document, end = _DECODER.raw_decode(body)
            except ValueError:
                break
            opening = ""
            line += text.count("\n", 0, len(text) - len(body))
            yield line, document
            line += body.count("\n", 0, end)
            text = body[end:]
        if len(text) > _LARGEST:
            break
    if text.strip() not in ("]", "[]"):
        yield line, Problem(line, _NO_JSON)


def _read(document: Any, line: int, reading: Reading) -> Iterator[Order | Problem | Note]:
    gathered = Gathered()
    try:
        order = _order(document, line, reading, gathered)
    except Bad as error:
        yield Problem(line, str(error))
    else:
        yield from dict.fromkeys(gathered.notes)
        yield order


def _order(document: Any, line: int, reading: Reading, gathered: Gathered) -> Order:
    """An order, by way of the rows that would say the same in an orders file."""
    if not isinstance(document, dict):
        raise Bad("is no order")
    head = _head(document)
    for values in (*_phones(document), *_money(document)):
        gathered.add(read_row({**head, **values}, line, reading))
    shared = {**head, **_phones(document)[0]}
    for parcel in _parts(document, "shipments"):
        gathered.add(_parcel(shared, parcel, line, reading))
    order = gathered.order(reading.key)
    if order is None:
        raise Bad("is no order")
    fields, zone = Fields(head), words.zone_of(head.get("time_zone", ""))
    return replace(
        order,
        promises=tuple(_window(each, head) for each in _parts(document, "promises")),
        expected_ship_on=fields.read("expected_ship_on", words.day, None),
        updated_at=fields.read("updated_at", lambda text: words.instant(text, zone), None),
    )


def _head(document: Json) -> dict[str, str]:
    """What an order says of itself, under the names of the orders file's columns."""
    head = _texts(document)
    renamed = {"order_number": head.pop("number", ""), "customer_name": head.pop("customer", "")}
    head = {**{name: text for name, text in renamed.items() if text}, **head}
    titles = document.get("items", [])
    if isinstance(titles, list):
        head["items"] = "|".join(title.replace("|", "/") for title in titles if isinstance(title, str))
    return head


def _texts(document: Json) -> dict[str, str]:
    """The plain values. Numbers come as text from the decoder; lists and objects are read apart."""
    if wrong := sorted(name for name, value in document.items() if isinstance(value, bool)):
        raise Bad(f"{wrong[0]} is neither text nor number")
    return {name: value for name, value in document.items() if isinstance(value, str)}


def _parts(document: Json, name: str) -> list[dict[str, Any]]:
    parts = document.get(name) or []
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise Bad(f"{name} is no list of objects")
    return parts


def _phones(document: Json) -> list[dict[str, str]]:
    """The numbers, each text or an object with `raw` or `e164` and perhaps an `extension`."""
    given = document.get("phones") or [document.get("phone", "")]
    if not isinstance(given, list):
        raise Bad("phones is no list")
    return [{"phone": _phone(each)} for each in given]


def _phone(given: Any) -> str:
    if isinstance(given, str):
        return given
    if not isinstance(given, dict):
        raise Bad("phones holds what is no number")
    texts = _texts(given)
    extension = f" x{texts['extension']}" if texts.get("extension") else ""
    return (texts.get("raw") or texts.get("e164", "")) + extension


def _money(document: Json) -> Iterator[dict[str, str]]:
    first = _phones(document)[0]
    for refund in map(_texts, _parts(document, "refunds")):
        yield {**first, "refund_amount": refund.get("amount", ""), "refund_state": refund.get("state", "")}
    for goods in map(_texts, _parts(document, "returns")):
        yield {**first, "return_state": goods.get("state", "")}


def _parcel(head: Mapping[str, str], document: Json, line: int, reading: Reading) -> Row:
    texts = _texts(document)
    status, reason = texts.pop("status", ""), texts.pop("reason", "")
    texts["tracking_status"] = f"exception({reason[:40]})" if status == "exception" and reason else status or "unknown"
    row = read_row({**head, **texts}, line, reading)
    windows = tuple(_window(each, head) for each in _parts(document, "windows"))
    return replace(row, parcel=replace(row.parcel, windows=windows)) if row.parcel else row


def _window(document: Json, head: Mapping[str, str]) -> DeliveryWindow:
    texts, to = _texts(document), words.zone_of(head.get("time_zone", ""))
    if not (texts.get("start") or texts.get("end")):
        raise Bad("window has no start")
    as_of = Fields(texts).read("as_of", lambda text: words.instant(text, to), None)
    try:
        return words.window(texts.get("start", ""), texts.get("end", ""), texts.get("basis", ""), to=to, as_of=as_of)
    except Bad as error:
        raise Bad(f"window {error}") from None
