"""The call goes on after a hand-off for a caller who is still there, with every status of Twilio's."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from ivr.adapters.twilio.incoming import ENDINGS
from ivr.emulator.signing import signature
from tests.calls.conftest import ALICE, LINE, PUBLIC_URL, TOKEN
from tests.calls.conftest import app as app

DONE = ("bridged", "bridging-in-process", "redirected-from-bridged", "completed", "answered", "leave")
WORDS = st.sampled_from(sorted(ENDINGS)) | st.sampled_from(["", "in-progress", "new"]) | st.text("abc-XY ", max_size=9)


@dataclass
class Caller:
    """A caller who is still there, and the last document."""

    app: Flask
    sid: str
    document: str = ""

    def posts(self, address: str, **told: str) -> "Caller":
        form = {"CallSid": self.sid, "From": ALICE, "To": LINE, "CallStatus": "in-progress", **told}
        url = urlsplit(address)
        target = url.path + (f"?{url.query}" if url.query else "")
        headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + target, form)}
        self.document = self.app.test_client().post(target, data=form, headers=headers).text
        return self

    def goes_on(self, **told: str) -> "Caller":
        [action, *_] = re.findall(r'action="([^"]+)"', self.document)
        return self.posts(html.unescape(action), **told)


def handed_over(app: Flask, sid: str) -> Caller:
    caller = Caller(app, sid).posts("/voice").goes_on(Digits="0")
    assert "<Enqueue" in caller.document
    return caller


@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=st.sampled_from(["DialCallStatus", "QueueResult"]), word=WORDS)
def test_every_word_for_its_end_leads_the_caller_on(app: Flask, name: str, word: str):
    caller = handed_over(app, f"CA{uuid4().hex}").goes_on(**{name: word})
    assert "<Response>" in caller.document
    assert word in DONE or re.search(r"<(Gather|Enqueue|Dial|Record|Redirect)", caller.document)


@pytest.mark.parametrize("word", ["canceled", "hangup", "busy", "no-answer"])
def test_a_caller_who_is_still_there_is_not_taken_for_one_who_hung_up(app: Flask, word: str):
    name = "QueueResult" if word == "hangup" else "DialCallStatus"
    caller = handed_over(app, "CA" + "7" * 32).goes_on(**{name: word})
    assert re.search(r"<(Gather|Enqueue|Dial|Record)", caller.document)
    gone = handed_over(app, "CA" + "8" * 32).goes_on(**{name: word, "CallStatus": "completed"})
    assert gone.document.startswith("<?xml")
