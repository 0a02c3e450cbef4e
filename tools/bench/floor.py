"""The floor: the least that a Flask application does with a webhook. It parses the form and answers a fixed string.

`python -m tools.bench.floor FD` serves it as the line serves its own applications.
"""

import sys

from flask import Flask, Response, request

from ivr.cli.web_server import Kind, WebServer
from ivr.settings import Settings

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say><Hangup/></Response>'

app = Flask("floor", static_folder=None)


@app.post("/voice")
def answer() -> Response:
    """The same few bytes for every call."""
    if not request.form["CallSid"]:
        return Response(status=400)
    return Response(DOCUMENT, mimetype="text/xml")


if __name__ == "__main__":
    WebServer("floor", Kind(lambda _settings: app, workers=2, path=""), Settings(), int(sys.argv[1])).run()
