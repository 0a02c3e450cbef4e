"""The parameters of a webhook, as they are signed and as they are read."""

from functools import lru_cache
from urllib.parse import unquote_plus

Pairs = tuple[tuple[str, str], ...]

LARGEST_FORM = 65_536
MOST_PARAMETERS = 256


class BadWebhook(Exception):
    """A webhook that no call can be read from. The message names the parameter, never its value."""


def pairs(encoded: bytes) -> Pairs:
    """Names and values of an `application/x-www-form-urlencoded` body or query, in the order they came.

    Empty values are kept: they are signed too. Raises BadWebhook for more than Twilio ever sends.
    """
    if len(encoded) > LARGEST_FORM:
        raise BadWebhook("the form is too large")
    fields = [field for field in encoded.decode("utf-8", "replace").split("&") if field]
    if len(fields) > MOST_PARAMETERS:
        raise BadWebhook("the form has too many parameters")
    return tuple([_pair(field) for field in fields])


@lru_cache(maxsize=1024)
def _pair(field: str) -> tuple[str, str]:
    """One parameter. Most of a webhook is the same in all webhooks of a call, and much of it in those of all calls."""
    name, _, value = field.partition("=")
    if "%" in field or "+" in field:
        return unquote_plus(name), unquote_plus(value)
    return name, value
