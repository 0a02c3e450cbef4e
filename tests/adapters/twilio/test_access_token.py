"""Tokens for agents' browsers, read by PyJWT: it knows nothing of Twilio's library."""

import jwt
import pytest

from ivr.adapters.twilio.access_token import access_token, emulator_token, is_emulator_token
from ivr.app.softphone import softphone_access
from ivr.settings import Settings

ACCOUNT, KEY, SECRET = "AC" + "1" * 32, "SK" + "2" * 32, "a-secret-of-thirty-two-characters"


def _settings(**more: str) -> Settings:
    return Settings(TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN="token", **more)


@pytest.fixture
def keyed() -> Settings:
    return _settings(twilio_api_key=KEY, twilio_api_secret=SECRET)


def test_a_token_lets_one_browser_be_called_and_nothing_else(keyed: Settings):
    token = access_token(keyed, "agent_7", seconds=600)
    read = jwt.decode(token, SECRET, algorithms=["HS256"])
    assert (read["iss"], read["sub"]) == (KEY, ACCOUNT)
    assert read["grants"] == {"identity": "agent_7", "voice": {"incoming": {"allow": True}}}
    assert read["exp"] - read["nbf"] == 600
    assert jwt.get_unverified_header(token)["cty"] == "twilio-fpa;v=1"


def test_a_browser_connects_to_twilio_with_an_api_key_alone(keyed: Settings):
    assert softphone_access(keyed, "agent_7").kind == "twilio"
    assert softphone_access(_settings(), "agent_7").kind == "none"


def test_where_the_emulator_stands_in_a_browser_connects_there(keyed: Settings):
    line = keyed.model_copy(update={"twilio_api_url": "http://127.0.0.1:9/"})
    access = softphone_access(line, "agent_7")
    assert (access.kind, access.address) == ("emulator", "http://127.0.0.1:9")
    assert is_emulator_token("token", "agent_7", access.token)
    assert not is_emulator_token("token", "agent_8", access.token)
    assert not is_emulator_token("other", "agent_7", emulator_token("token", "agent_7"))
