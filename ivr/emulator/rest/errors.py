"""Errors as Twilio words them (Twilio: error and warning dictionary)."""

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
