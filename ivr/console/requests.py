"""Reading requests: typed fields, numbers, addresses."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import request

LARGEST_NUMBER = 2**31 - 1
"""The largest number that the database counts to."""
NUMBER = f"<int(max={LARGEST_NUMBER}):number>"
"""A number in a path."""


def form_fields() -> Mapping[str, str]:
    """The fields of the form that was sent, without blanks around them."""
    return {name: value.strip() for name, value in request.form.items()}


def whole_number(text: str, *, most: int = LARGEST_NUMBER) -> int | None:
    """The number that was typed; None if it is not a number, or above `most`."""
    if not text.isdecimal() or len(text) > len(str(most)):
        return None
    return int(text) if int(text) <= most else None


def this_address() -> str:
    """Path and query of the request, as a browser can ask for it again."""
    return request.script_root + request.full_path.rstrip("?")


def is_of_console(address: str) -> bool:
    """Whether an address that came with the request leads to a page of the console."""
    if not address.isprintable() or "\\" in address:
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc and address.startswith(f"{request.script_root}/console/")
