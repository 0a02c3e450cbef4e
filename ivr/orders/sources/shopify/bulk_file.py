"""The file of a bulk operation: JSONL, in which the parts of an order are lines of their own, behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ivr.orders.sources.json.json_parts import JsonValue
from ivr.orders.sources.shopify.node import Node, parsed

_PARTS = {"LineItem": "lineItems", "FulfillmentOrder": "fulfillmentOrders", "Return": "returns"}
"""Type of a part to the member of its order that lists it."""
_MOST_PARTS = 250
"""Parts of one kind that are kept of an order."""


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A place in a file: the lines and bytes before it."""

    line: int = 0
    byte: int = 0


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """An order and its parts, which begin at `line` and end before the place `end`.

    Without `is_whole` some of its lines are broken or gone: only its name counts, and it has to be asked for.
    """

    node: Node
    line: int
    end: FilePlace
    is_whole: bool


def orders_in(lines: Iterable[bytes], begin: FilePlace = FilePlace()) -> Iterator[BulkOrder]:
    """The orders of a file whose lines are given from the place `begin` on. One at a time is in memory.

    An order at which the file breaks off is not given: its last line may be missing as well.
    """
    head: dict[str, JsonValue] = {}
    place, first, is_whole = begin, begin.line, True
    for line in lines:
        part = _part(line)
        if part is None:
            is_whole = False
        elif part:
            parent = part.text("__parentId")
            if parent != head.get("id"):
                if head:
                    yield BulkOrder(Node(head), first, place, is_whole)
                head = {"id": parent} if parent else dict(part.members)
                first, is_whole = place.line + 1, not parent
            if parent:
                _put(head, part)
        place = FilePlace(place.line + 1, place.byte + len(line) + 1)
    if head and is_whole:
        yield BulkOrder(Node(head), first, place, is_whole)


def _part(line: bytes) -> Node | None:
    """The object of a line, empty for an empty line; None for a line that is broken."""
    try:
        return parsed(line) if line.strip() else Node()
    except ValueError:
        return None


def _put(head: dict[str, JsonValue], part: Node) -> None:
    """Add a part to the list in its order. Parts of other kinds are passed over."""
    kind = part.text("id").removeprefix("gid://shopify/").partition("/")[0]
    if name := _PARTS.get(kind):
        listed = head.setdefault(name, [])
        if isinstance(listed, list) and len(listed) < _MOST_PARTS:
            listed.append(dict(part.members))
