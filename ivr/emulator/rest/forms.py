"""Fields of a request's form, as several resources read them."""

from flask import request

from ivr.emulator.emulated_call import Progress
from ivr.emulator.rest.errors import RestError


def flag(name: str) -> bool | None:
    """True or false, None if it is not given; any other word is false (Twilio: Participant, Muted)."""
    value = request.form.get(name)
    return None if value is None else value.lower() == "true"


def method_of(name: str, default: str = "POST") -> str:
    """GET or POST; raises RestError 20001 for anything else."""
    method = request.form.get(name, default).upper()
    if method not in {"GET", "POST"}:
        raise RestError(400, 20001, f"{name} must be GET or POST")
    return method


def whole_number(name: str, default: int) -> int:
    """Raises RestError 20001 for what is no number."""
    text = request.form.get(name, str(default))
    if not text.isascii() or not text.isdigit():
        raise RestError(400, 20001, f"{name} must be a number")
    return int(text)


def progress_of(name: str, *, default: str = "completed") -> Progress | None:
    """The callback under `name`, with its Method and Event; the events are a repeated field, or separated by spaces."""
    url = request.form.get(name)
    if not url:
        return None
    events = " ".join(request.form.getlist(f"{name}Event")) or default
    return Progress(url, method_of(f"{name}Method"), frozenset(events.split()))
