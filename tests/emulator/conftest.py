"""An application with fixed answers, a switchboard connected to it, and a phone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.rest import Client

from ivr.emulator import Phone, Switchboard, VirtualClock, in_process
from ivr.emulator.rest import RestFaults
from tests.emulated_rest import rest_served
from tests.emulator.rest_client import RewritingClient

LINE = "+18005550199"
CALLER = "+14155550100"
AGENT = "+13055550123"
HOST = "https://line.example"


@dataclass
class Asked:
    """One request as the application saw it."""

    method: str
    path: str
    query: str
    form: dict[str, str]
    headers: dict[str, str]

    @property
    def params(self) -> dict[str, str]:
        return {**dict(parse_qsl(self.query, keep_blank_values=True)), **self.form}


@dataclass
class Answer:
    body: str = ""
    status: str = "200 OK"
    content_type: str = "text/xml"
    headers: list[tuple[str, str]] = field(default_factory=list)


Given = str | Answer | Callable[[Asked], str | Answer]


class Application:
    """A WSGI application: `app["/voice"] = "<Say>Hello</Say>"`; a list of answers is used up one by one."""

    def __init__(self) -> None:
        self.answers: dict[str, Given | list[Given]] = {}
        self.asked: list[Asked] = []

    def __setitem__(self, path: str, answer: Given | list[Given]) -> None:
        self.answers[path] = answer

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = _asked(environ)
        self.asked.append(asked)
        answer = self._answer(asked)
        start_response(answer.status, [("Content-Type", answer.content_type), *answer.headers])
        return [answer.body.encode()]

    def _answer(self, asked: Asked) -> Answer:
        given = self.answers.get(asked.path, Answer("not here", "404 NOT FOUND", "text/plain"))
        if isinstance(given, list):
            given = given.pop(0) if len(given) > 1 else given[0]
        if callable(given):
            given = given(asked)
        return given if isinstance(given, Answer) else Answer(document(given))

    def requests(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def last(self, path: str) -> Asked:
        return self.requests(path)[-1]


def document(verbs: str) -> str:
    return verbs if verbs.startswith("<?xml") else f"<Response>{verbs}</Response>"


def _asked(environ: dict[str, Any]) -> Asked:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
    return Asked(
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        environ["QUERY_STRING"],
        dict(parse_qsl(body, keep_blank_values=True)),
        headers,
    )


@pytest.fixture
def app() -> Application:
    return Application()


@pytest.fixture
def switchboard(app: Application) -> Switchboard:
    clock = VirtualClock(datetime(2026, 11, 22, 15, 0, tzinfo=UTC))
    switchboard = Switchboard(wire=in_process(app), clock=clock)
    switchboard.add_number(LINE, f"{HOST}/voice", status_callback=f"{HOST}/status")
    app["/status"] = Answer(status="204 NO CONTENT")
    return switchboard


@pytest.fixture
def phone(switchboard: Switchboard) -> Phone:
    return Phone(switchboard, number=CALLER, to=LINE)


@pytest.fixture
def agent(switchboard: Switchboard) -> Phone:
    return Phone(switchboard, number=AGENT, to=LINE).can_be_called()


@pytest.fixture
def faults() -> RestFaults:
    return RestFaults()


@pytest.fixture
def host(switchboard: Switchboard, faults: RestFaults) -> Iterator[str]:
    with rest_served(switchboard, faults) as address:
        yield address


@pytest.fixture
def client(switchboard: Switchboard, host: str) -> Client:
    return Client(switchboard.account_sid, switchboard.auth_token, http_client=RewritingClient(host))
