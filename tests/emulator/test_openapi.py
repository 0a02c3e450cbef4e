"""Twilio's OpenAPI document judges the REST API's answers."""

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from werkzeug.test import EnvironBuilder

from ivr.adapters.twilio.outgoing_message import OutgoingMessage
from ivr.emulator import Phone, Switchboard
from ivr.emulator.rest import rest_app
from tests.emulator.conftest import AGENT, CALLER, HOST, LINE

PACKAGE = "@twilio/cli-core@9.0.0"
DOCUMENT = "package/src/services/twilio-api/twilio_api_v2010.json"


@pytest.fixture(scope="session")
def openapi(tmp_path_factory: pytest.TempPathFactory) -> OpenAPI:
    return OpenAPI.from_dict(_document(tmp_path_factory.mktemp("npm")))


def _document(scratch: Path) -> dict[str, Any]:
    """Twilio's own document, fetched once from npm and kept in the user's cache."""
    cached = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "wismo" / "twilio_api_v2010.json"
    if not cached.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm is not installed, so Twilio's OpenAPI document cannot be had")
        packed = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=scratch, capture_output=True, timeout=60)
        if packed.returncode:
            pytest.skip("npm could not fetch Twilio's OpenAPI document (offline?)")
        with tarfile.open(min(scratch.glob("*.tgz"))) as package:
            text = package.extractfile(DOCUMENT)
            assert text is not None
            cached.parent.mkdir(parents=True, exist_ok=True)
            cached.write_bytes(text.read())
    return json.loads(cached.read_text())


class Judge:
    """Asks the REST API and has each request and answer judged."""

    def __init__(self, switchboard: Switchboard, openapi: OpenAPI) -> None:
        self.openapi = openapi
        self.root = f"/2010-04-01/Accounts/{switchboard.account_sid}"
        self.auth = (switchboard.account_sid, switchboard.auth_token)
        self.client = rest_app(switchboard).test_client()

    def get(self, path: str) -> dict[str, Any]:
        return self._judged(path, "GET", None)

    def post(self, path: str, **form: object) -> dict[str, Any]:
        return self._judged(path, "POST", form)

    def _judged(self, path: str, method: str, form: dict[str, object] | None) -> dict[str, Any]:
        def build() -> EnvironBuilder:
            url, base = self.root + path, "https://api.twilio.com"
            return EnvironBuilder(url, base, method=method, data=form, auth=self.auth)

        response = self.client.open(build())
        assert response.status_code in {200, 201}, response.text
        request = WerkzeugOpenAPIRequest(build().get_request())
        self.openapi.validate_request(request)
        self.openapi.validate_response(request, WerkzeugOpenAPIResponse(response))
        return response.get_json()


@pytest.fixture
def judge(switchboard: Switchboard, openapi: OpenAPI) -> Judge:
    return Judge(switchboard, openapi)


def test_calls(app, judge: Judge, phone: Phone):
    app["/voice"] = "<Gather/>"
    phone.dials()
    assert judge.get("/Calls.json")["calls"][0]["sid"] == phone.call_sid
    assert judge.get(f"/Calls/{phone.call_sid}.json")["status"] == "in-progress"
    assert judge.post(f"/Calls/{phone.call_sid}.json", Status="completed")
    assert judge.post("/Calls.json", To=AGENT, From=LINE, Url=f"{HOST}/hello")["status"] == "queued"
    phone.is_hung_up()
    assert judge.get(f"/Calls/{phone.call_sid}.json")["status"] == "completed"


def test_messages(judge: Judge, switchboard: Switchboard):
    sent = judge.post("/Messages.json", To=CALLER, From=LINE, Body="Hello")
    switchboard.schedule.settle()
    assert judge.get(f"/Messages/{sent['sid']}.json")["status"] == "delivered"
    assert len(judge.get("/Messages.json")["messages"]) == 1


@pytest.mark.parametrize("sender", [LINE, "MG" + "0" * 32])
@pytest.mark.parametrize("channel", ["sms", "whatsapp", "rcs"])
def test_messages_as_the_line_forms_them(judge: Judge, switchboard: Switchboard, sender: str, channel: str):
    plain = OutgoingMessage(CALLER, "Hello", channel=channel, status_url=f"{HOST}/status")
    content = OutgoingMessage(CALLER, "", "HX" + "0" * 32, variables={"1": "Northwind"}, channel=channel)
    for message in (plain, content):
        fields = {_PARAMETERS[name]: value for name, value in message.fields(sender).items()}
        judge.post("/Messages.json", **fields)
    assert [each.content_sid for each in switchboard.messages.kept.values()] == ["", "HX" + "0" * 32]


_PARAMETERS = {
    "to": "To",
    "from_": "From",
    "messaging_service_sid": "MessagingServiceSid",
    "body": "Body",
    "content_sid": "ContentSid",
    "content_variables": "ContentVariables",
    "status_callback": "StatusCallback",
}
"""The parameters of the request by the names of Twilio's client."""


def test_queues_and_members(app, judge: Judge, phone: Phone):
    app["/voice"] = "<Enqueue>care</Enqueue>"
    phone.dials()
    sid = judge.get("/Queues.json")["queues"][0]["sid"]
    assert judge.get(f"/Queues/{sid}.json")["current_size"] == 1
    assert judge.get(f"/Queues/{sid}/Members.json")["queue_members"][0]["position"] == 1
    assert judge.get(f"/Queues/{sid}/Members/Front.json")["call_sid"] == phone.call_sid
    assert judge.post(f"/Queues/{sid}/Members/{phone.call_sid}.json", Url=f"{HOST}/out")
    assert judge.post("/Queues.json", FriendlyName="vip", MaxSize=5)["max_size"] == 5


def test_numbers(judge: Judge):
    sid = judge.get("/IncomingPhoneNumbers.json")["incoming_phone_numbers"][0]["sid"]
    assert judge.post(f"/IncomingPhoneNumbers/{sid}.json", VoiceUrl=f"{HOST}/new")["voice_url"] == f"{HOST}/new"
    assert judge.get(f"/IncomingPhoneNumbers/{sid}.json")["phone_number"] == LINE


def test_recordings(app, judge: Judge, phone: Phone):
    app["/voice"] = "<Record/>"
    phone.dials().says("Call me back").hangs_up()
    sid = judge.get("/Recordings.json")["recordings"][0]["sid"]
    assert judge.get(f"/Recordings/{sid}.json")["duration"] == "1"


def test_the_account(judge: Judge):
    assert judge.get(".json")["status"] == "active"


def test_a_page_of_many(app, judge: Judge, phone: Phone):
    app["/voice"] = ""
    for _ in range(3):
        phone.dials()
    page = judge.get("/Calls.json?PageSize=2")
    assert (len(page["calls"]), page["previous_page_uri"]) == (2, None)
    assert "Page=1" in page["next_page_uri"]


def test_conferences_and_participants(app, judge: Judge, phone: Phone, agent: Phone):
    app["/voice"] = "<Dial><Conference participantLabel='caller'>room</Conference></Dial>"
    phone.dials()
    called = {"From": LINE, "To": AGENT, "Label": "agent", "EndConferenceOnExit": "true"}
    sid = judge.post("/Conferences/room/Participants.json", **called)["conference_sid"]
    agent.answers()
    agents = judge.get(f"/Conferences/{sid}/Participants.json")["participants"][1]["call_sid"]
    assert judge.get("/Conferences.json")["conferences"][0]["friendly_name"] == "room"
    held = judge.post(f"/Conferences/{sid}/Participants/{agents}.json", Hold="true", Muted="true")
    assert (held["hold"], held["muted"], held["end_conference_on_exit"]) == (True, True, True)
    assert judge.get(f"/Conferences/{sid}/Participants/{agents}.json")["label"] == "agent"
    assert judge.post(f"/Conferences/{sid}.json", Status="completed")["status"] == "completed"
    assert judge.get(f"/Conferences/{sid}.json")["reason_conference_ended"] == "conference-ended-via-api"
