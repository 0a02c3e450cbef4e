"""Nothing at all can be said, not even the apology of a step: the words made at the start are left."""

import pytest
from flask import Flask

from ivr.calls.signed_state import seal
from ivr.emulator.signing import signature
from ivr.engine.call import Call
from ivr.flows.context import Context
from tests.adapters.twilio.grammar import check_document
from tests.calls.conftest import ALICE, LINE, PUBLIC_URL, TOKEN

pytestmark = pytest.mark.promise

SID = "CA" + "1" * 32
KEY = b"a-secret-for-tests"


def test_a_call_in_a_language_that_a_deploy_took_away_reaches_a_person(app: Flask):
    call = Call(SID, ALICE, LINE, "fr-CA", Context(), at="main_line.main_menu", turn=1)
    path = f"/voice/{SID}/1?s={seal(call, KEY)}"
    params = {"CallSid": SID, "From": ALICE, "To": LINE, "Digits": "1"}
    headers = {"X-Twilio-Signature": signature(TOKEN, PUBLIC_URL + path, params)}
    answer = app.test_client().post(path, data=params, headers=headers)
    assert answer.status_code == 200
    assert check_document(answer.text) == []
    assert "something went wrong" in answer.text
    assert "<Enqueue" in answer.text
