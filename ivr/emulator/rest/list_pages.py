"""Pages of a list (Twilio: paging)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import jsonify, request
from flask.typing import ResponseReturnValue

T = TypeVar("T")
PAGE_SIZE = 50
LARGEST_PAGE = 1000


def page_of(name: str, items: Sequence[T], shape: Callable[[T], dict[str, Any]]) -> ResponseReturnValue:
    """The requested page of `items`, as JSON under `name`."""
    size = min(max(_asked("PageSize", PAGE_SIZE), 1), LARGEST_PAGE)
    page = _asked("Page", 0)
    start = page * size
    shown = items[start : start + size]
    more = len(items) > start + size
    return jsonify(
        {
            name: [shape(item) for item in shown],
            "page": page,
            "page_size": size,
            "start": start,
            "end": max(start + len(shown) - 1, start),
            "uri": request.full_path.rstrip("?"),
            "first_page_uri": _uri(size, 0),
            "next_page_uri": _uri(size, page + 1) if more else None,
            "previous_page_uri": _uri(size, page - 1) if page else None,
        }
    )


def _asked(name: str, default: int) -> int:
    return request.args.get(name, default, type=int)


def _uri(size: int, page: int) -> str:
    kept = {name: value for name, value in request.args.items() if name not in {"Page", "PageSize", "PageToken"}}
    return f"{request.path}?{urlencode({**kept, 'PageSize': size, 'Page': page})}"
