"""Errors of the REST API (Twilio: error and warning dictionary), and failures on purpose."""

import time
from collections import deque
from dataclasses import dataclass

from flask import jsonify, request
from flask.typing import ResponseReturnValue


class RestError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def not_found() -> RestError:
    return RestError(404, 20404, f"The requested resource {request.path} was not found")


def answer_error(error: RestError) -> ResponseReturnValue:
    body = {
        "code": error.code,
        "message": str(error),
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    return jsonify(body), error.status


def answer_unknown(_error: Exception) -> ResponseReturnValue:
    return answer_error(not_found())


@dataclass(frozen=True, slots=True)
class RestFault:
    """The next request whose path holds `path` (and of that `method`, if given) waits `seconds`, and fails.

    It fails with `status` and Twilio's error `code`, which follows from the status if it is 0; with a status of 0 it is
    only slow. `afterwards`: what was asked is done first, so that the answer alone is lost or late.
    """

    status: int = 0
    seconds: float = 0.0
    path: str = ""
    method: str = ""
    code: int = 0
    afterwards: bool = False

    def matches(self, method: str, path: str) -> bool:
        return self.path in path and self.method in {"", method}

    @property
    def error(self) -> RestError:
        if self.status == 429:
            return RestError(429, self.code or 20429, "Too Many Requests")
        if self.status >= 500:
            return RestError(self.status, self.code or 20500, "An internal server error has occurred")
        return RestError(self.status, self.code or 20001, "The request is refused")


class RestFaults:
    """A queue of faults; each strikes once: `faults.add(RestFault(429), RestFault(500), RestFault(seconds=30))`."""

    def __init__(self) -> None:
        self._waiting: deque[RestFault] = deque()

    def add(self, *faults: RestFault) -> None:
        self._waiting.extend(faults)

    def take(self, method: str, path: str) -> RestFault | None:
        """The first fault that matches a request; it is used up."""
        fault = next((fault for fault in self._waiting if fault.matches(method, path)), None)
        if fault is not None:
            self._waiting.remove(fault)
        return fault


def strike(fault: RestFault) -> None:
    """Wait as the fault says; raises RestError if it has a status."""
    time.sleep(fault.seconds)
    if fault.status:
        raise fault.error
