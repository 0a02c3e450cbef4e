"""The parameters of a webhook, for its signature and its content."""

from functools import lru_cache
from urllib.parse import unquote_plus

Pairs = tuple[tuple[str, str], ...]

LARGEST_FORM = 65_536
MOST_PARAMETERS = 256


class BadWebhook(Exception):
    """A webhook that cannot be parsed. The message contains the parameter's name, not its value."""


def pairs(encoded: bytes) -> Pairs:
    """Names and values of an `application/x-www-form-urlencoded` body or query, in their order.

    Empty values are kept, since they are signed too. Raises BadWebhook if the size or the number exceeds its limit.
    """
    if len(encoded) > LARGEST_FORM:
        raise BadWebhook("the form is too large")
    fields = [field for field in encoded.decode("utf-8", "replace").split("&") if field]
    if len(fields) > MOST_PARAMETERS:
        raise BadWebhook("the form has too many parameters")
    return tuple([_pair(field) for field in fields])


@lru_cache(maxsize=1024)
def _pair(field: str) -> tuple[str, str]:
    """Decode one parameter. Cached, since most parameters are the same in all webhooks of a call."""
    name, _, value = field.partition("=")
    if "%" in field or "+" in field:
        return unquote_plus(name), unquote_plus(value)
    return name, value
