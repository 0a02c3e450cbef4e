"""Recordings over HTTP, as Twilio's caches ask for them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ivr.web.voice.audio_files import FOREVER, recordings

FILE = bytes(range(100))
NAME = "0123456789abcdef0123456789abcdef"
AT = f"/audio/{NAME}.wav"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("audio")
    app.register_blueprint(recordings({NAME: FILE}.get))
    return app.test_client()


def test_a_recording_is_served_to_whoever_knows_its_name(client):
    answer = client.get(AT)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, FILE, "audio/wav")


def test_a_recording_may_be_kept_for_good(client):
    headers = client.get(AT).headers
    assert {"public", "immutable", f"max-age={FOREVER}"} == set(headers["Cache-Control"].split(", "))
    assert headers["ETag"] == f'"{NAME}"'


def test_a_copy_that_is_still_good_is_not_sent_again(client):
    answer = client.get(AT, headers={"If-None-Match": f'"{NAME}"'})
    assert (answer.status_code, answer.data) == (304, b"")


def test_a_part_is_served_as_a_part(client):
    answer = client.get(AT, headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.data) == (206, FILE[10:20])
    assert answer.headers["Content-Range"] == "bytes 10-19/100"


def test_a_part_that_is_not_there_is_refused(client):
    assert client.get(AT, headers={"Range": "bytes=100-"}).status_code == 416


def test_only_the_head_can_be_asked_for(client):
    answer = client.head(AT)
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "100")


@pytest.mark.parametrize("path", ["/audio/ffff.wav", "/audio/.wav", "/audio/../settings.wav", f"/audio/{NAME}.mp3"])
def test_whatever_is_no_recording_is_not_found(client, path):
    assert client.get(path).status_code == 404
