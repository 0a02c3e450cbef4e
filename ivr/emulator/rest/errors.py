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
    """The next request whose path holds `path` waits `seconds` and, with a status, fails with it."""

    status: int = 0
    seconds: float = 0.0
    path: str = ""

    @property
    def error(self) -> RestError:
        if self.status == 429:
            return RestError(429, 20429, "Too Many Requests")
        return RestError(self.status, 20500, "An internal server error has occurred")


class RestFaults:
    """A queue of faults; each strikes once: `faults.add(RestFault(429), RestFault(500), RestFault(seconds=30))`."""

    def __init__(self) -> None:
        self._waiting: deque[RestFault] = deque()

    def add(self, *faults: RestFault) -> None:
        self._waiting.extend(faults)

    def strike(self, path: str) -> None:
        """Apply the first fault that matches `path`; raises RestError if it has a status."""
        fault = next((fault for fault in self._waiting if fault.path in path), None)
        if fault is None:
            return
        self._waiting.remove(fault)
        time.sleep(fault.seconds)
        if fault.status:
            raise fault.error
