"""The floor: the least that a Flask application does with a webhook. It parses the form and answers a fixed string."""

from flask import Flask, Response, request

DOCUMENT = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say><Hangup/></Response>'

app = Flask("floor", static_folder=None)


@app.post("/voice")
def answer() -> Response:
    """The same few bytes for every call."""
    if not request.form["CallSid"]:
        return Response(status=400)
    return Response(DOCUMENT, mimetype="text/xml")
