"""What all parts of the API do with a request and an answer."""

import orjson
from flask import Response, request

from ivr.web.api.problem_documents import UnreadableRequest


def json_answer(value: object) -> Response:
    """An answer in JSON; times are ISO 8601."""
    return Response(orjson.dumps(value), mimetype="application/json")


def asked(name: str, known: tuple[str, ...]) -> str:
    """A parameter of the query, empty if it is not given. Raises UnreadableRequest for a value that is not known."""
    value = request.args.get(name, "")
    if value and value not in known:
        raise UnreadableRequest(f"{name} is one of {', '.join(known)}")
    return value
