"""A JSON file of orders in the names of the canonical model: a list, or one order a line.

{"number": "1001", "placed_at": "2026-11-20T12:00:00-08:00", "email": "...", "phones": ["(415) 555-0100"],
 "shipments": [{"status": "in_transit", "carrier": "UPS", "windows": [{"start": "2026-11-24", "end": "2026-11-25"}]}],
 "refunds": [{"amount": "12.99", "state": "pending"}], "returns": [{"state": "received"}], ...}
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from ivr.orders.model import DeliveryWindow, Order, TrackingStatus
from ivr.orders.sources import status_words
from ivr.orders.sources.csv.csv_layout import encoding_of
from ivr.orders.sources.dates import Calendar
from ivr.orders.sources.field_parsers import Unreadable, plain
from ivr.orders.sources.import_report import FileRefused, Note, RowProblem
from ivr.orders.sources.json.json_parts import JsonObject, JsonValue
from ivr.orders.sources.order_builder import OrderBuilder
from ivr.orders.sources.order_rows import COLUMNS, ImportSettings, OrderRow
from ivr.orders.sources.row_fields import RowFields
from ivr.orders.sources.row_reader import calendar_of, delivery_window, read_row

_CHUNK = 65_536
_LARGEST = 1_000_000
"""Characters of one order. A longer text is a file that was cut off or never closed."""
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
_OF_AN_ORDER = frozenset(
    (
        *("number", "shop", "brand", "customer", "phones", "items", "expected_ship_on"),
        *("shipments", "promises", "refunds", "returns"),
        *COLUMNS,
    )
)
_OF_A_PARCEL = frozenset((*COLUMNS, "id", "status", "reason", "windows"))
_NO_JSON = "from here on the file is no JSON"
_LONGEST_NAME = 64
"""Characters in the name of a shop or brand."""


def read_json(path: Path, settings: ImportSettings) -> Iterator[Order | RowProblem | Note]:
    """The orders of a file, refused ones as problems, and notes. Raises FileRefused for an empty file.

    One order at a time is in memory. Broken JSON ends a list; in a file with one order a line it costs that line.
    """
    with path.open(encoding=encoding_of(path), errors="surrogateescape") as file:
        first = file.read(_CHUNK).lstrip()[:1]
        if not first:
            raise FileRefused("the file is empty")
        file.seek(0)
        for line, document in _listed(file) if first == "[" else _lined(file):
            if isinstance(document, RowProblem):
                yield document
            else:
                yield from read_order(document, line, settings)


def _lined(file: TextIO) -> Iterator[tuple[int, JsonValue | RowProblem]]:
    for line, text in enumerate(file, 1):
        if text.strip():
            try:
                yield line, _DECODER.decode(text.strip())
            except (ValueError, RecursionError):
                yield line, RowProblem(line, "the line is no JSON")


def _listed(file: TextIO) -> Iterator[tuple[int, JsonValue | RowProblem]]:
    """The members of a list, each with the line on which it begins."""
    line, text, opening = 1, "", "["
    while chunk := file.read(_CHUNK):
        text += chunk
        while body := text.lstrip(f" \t\r\n,{opening}"):
            try:
                document, end = _DECODER.raw_decode(body)
            except (ValueError, RecursionError):
                break
            opening = ""
            line += text.count("\n", 0, len(text) - len(body))
            yield line, document
            line += body.count("\n", 0, end)
            text = body[end:]
        if len(text) > _LARGEST:
            break
    if text.strip() not in ("]", "[]"):
        yield line, RowProblem(line, _NO_JSON)


def decoded(text: str) -> JsonValue:
    """JSON with its numbers as text. Raises ValueError."""
    try:
        found: JsonValue = _DECODER.decode(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    return found


def read_order(document: JsonValue, line: int, settings: ImportSettings) -> Iterator[Order | RowProblem | Note]:
    """The order of a document with notes on it, or the problem for which it is refused."""
    notes: list[Note] = []
    try:
        order = _order(JsonObject.of(document, line, notes), settings)
    except Unreadable as error:
        yield RowProblem(line, str(error))
    else:
        yield from dict.fromkeys(notes)
        yield order


def _order(document: JsonObject, settings: ImportSettings) -> Order:
    """An order, read through the rows that would say the same in a CSV file."""
    document.note_unknown(_OF_AN_ORDER)
    head = _head(document)
    first, *phones = _phones(document)
    parcels = document.objects("shipments")
    gathered = OrderBuilder()
    for parcel in parcels:
        gathered.add(_parcel({**head, **first}, parcel, settings))
    for values in (*(() if parcels else (first,)), *phones, *_money(document, first)):
        gathered.add(read_row({**head, **values}, document.line, settings))
    gathered.lost = document.unreadable("shipments")
    order = gathered.order(settings.key)
    if order is None:
        raise Unreadable("is no order")
    document.notes.extend(gathered.notes)
    fields = RowFields(head, document.line)
    calendar = calendar_of(fields, settings)
    expected = fields.read("expected_ship_on", lambda text: calendar.day(text, "expected_ship_on"), None)
    document.notes.extend(fields.notes)
    shop, brand = (plain(fields.text(name), _LONGEST_NAME) for name in ("shop", "brand"))
    promises = _windows(document, "promises", calendar)
    return replace(order, promises=promises, expected_ship_on=expected, shop=shop, brand=brand)


def _head(document: JsonObject) -> dict[str, str]:
    """The texts of an order, under the column names of a CSV file."""
    head = document.texts()
    renamed = {"order_number": head.pop("number", ""), "customer_name": head.pop("customer", "")}
    head = {**{name: text for name, text in renamed.items() if text}, **head}
    if tags := document.texts_in("tags"):
        head["tags"] = ",".join(tags)
    if titles := document.texts_in("items"):
        head["items"] = "".join(f"{title.replace('|', '/')}|" for title in titles)
    return head


def _phones(document: JsonObject) -> list[dict[str, str]]:
    """A row for each phone number, given as text or as an object with `raw` or `e164` and perhaps an `extension`."""
    texts = document.texts()
    given = [_phone(each) for each in document.texts_or_objects("phones")]
    return [{"phone": each} for each in given or [texts.get("phones") or texts.get("phone", "")]]


def _phone(given: str | JsonObject) -> str:
    if isinstance(given, str):
        return given
    texts = given.texts()
    extension = f" x{texts['extension']}" if texts.get("extension") else ""
    return (texts.get("raw") or texts.get("e164", "")) + extension


def _money(document: JsonObject, phone: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for refund in (part.texts() for part in document.objects("refunds")):
        yield {**phone, "refund_amount": refund.get("amount", ""), "refund_state": refund.get("state", "")}
    for goods in (part.texts() for part in document.objects("returns")):
        yield {**phone, "return_state": goods.get("state", "")}


def _parcel(head: Mapping[str, str], document: JsonObject, settings: ImportSettings) -> OrderRow:
    document.note_unknown(_OF_A_PARCEL)
    texts = document.texts()
    status, reason = texts.pop("status", ""), texts.pop("reason", "")
    is_open = status_words.tracking_status(status) == (TrackingStatus.EXCEPTION, "")
    texts["tracking_status"] = f"exception({reason[:40]})" if is_open and reason else status or "unknown"
    row = read_row({**head, **texts}, document.line, settings)
    windows = _windows(document, "windows", calendar_of(RowFields(head, document.line), settings))
    return replace(row, parcel=replace(row.parcel, windows=windows)) if row.parcel else row


def _windows(document: JsonObject, name: str, calendar: Calendar) -> tuple[DeliveryWindow, ...]:
    read = (_window(part, name, calendar) for part in document.objects(name))
    return tuple(window for window in read if window)


def _window(document: JsonObject, name: str, calendar: Calendar) -> DeliveryWindow | None:
    texts = document.texts()
    fields = RowFields(
        {f"window_{end}": texts[end] for end in ("start", "end", "basis") if end in texts}
        | {"as_of": texts.get("as_of", "")},
        document.line,
    )
    as_of = fields.read("as_of", lambda text: calendar.instant(text, "as_of"), None)
    found = delivery_window(fields, calendar)
    document.notes.extend(fields.notes)
    if found is None:
        document.drop(name, "has a window that cannot be read")
        return None
    return replace(found, as_of=as_of)
