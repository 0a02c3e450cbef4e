"""The console is a separate application: created at the first request, or served by another server."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from werkzeug.test import Client

from ivr.web.mounted import Mounted, lead_to_console


def answering(text: str) -> Flask:
    app = Flask(text)
    app.add_url_rule("/<path:_path>", view_func=lambda _path: text)
    return app


def test_an_application_that_answers_calls_alone_does_not_load_what_the_console_is_made_of():
    unwanted = "any(name in sys.modules for name in ('wtforms', 'argon2', 'flask_login'))"
    program = f"import sys, ivr.app.applications; sys.exit({unwanted})"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_it_is_made_once_for_all_who_ask_first_at_the_same_time_and_for_nobody_else():
    made, together = [], threading.Barrier(8)

    def make() -> Flask:
        made.append(True)
        return answering("console")

    client = Client(Mounted(answering("line"), make))
    assert [client.get(path).text for path in ("/voice", "/consoles")] == ["line", "line"]
    assert not made

    def ask() -> str:
        together.wait(20)
        return client.get("/console/board").text

    with ThreadPoolExecutor(8) as browsers:
        answers = [browsers.submit(ask) for _ in range(8)]
        assert {each.result(20) for each in answers} == {"console"}
    assert made == [True]


@pytest.mark.parametrize(
    "asked", ["/console", "/console/", "/console/calls?since=1%2F2", "/api/v1/routing", "/console/a%20b"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_where_another_server_answers_people_they_are_led_there_with_all_they_asked(asked: str, method: str):
    app = answering("line")
    lead_to_console(app, "https://people.example/ivr")
    answer = app.test_client().open(asked, method=method)
    assert (answer.status_code, answer.location) == (307, f"https://people.example/ivr{asked}")


def test_nobody_else_is_led_away():
    app = answering("line")
    lead_to_console(app, "https://people.example")
    assert [app.test_client().get(path).text for path in ("/voice", "/consoles", "/apis")] == ["line"] * 3
