from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest
import redis
from click.testing import CliRunner

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.schema import upgrade
from ivr.adapters.twilio.failures import RestFailed
from ivr.adapters.twilio.rest import Account, AccountNumber
from ivr.cli import main
from ivr.cli.checks.database import check_database
from ivr.cli.checks.public import check_public_url
from ivr.cli.checks.redis import check_redis
from ivr.cli.checks.settings import check_settings
from ivr.cli.checks.twilio import check_twilio
from ivr.cli.checks.voice import check_voice
from ivr.settings import Settings

LINE = "https://line.shop.example"
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
GOOD = AccountNumber(
    sid="PN" + "0" * 32,
    number="+18005550199",
    voice_url=f"{LINE}/voice#ct=2000&rt=3000&rc=2&rp=all",
    voice_method="POST",
    fallback_url=f"{LINE}/voice/fallback",
    fallback_method="POST",
    status_url=f"{LINE}/voice/status",
    handler="",
)


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    for name in ("SECRET_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "REDIS_URL", "DATABASE_URL", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path))


def settings(**values: object) -> Settings:
    return Settings().model_copy(update=values)


def failures(findings) -> list[str]:
    return [f"{finding.about}: {finding.found}" for finding in findings if finding.verdict == "fail"]


@dataclass
class Console:
    number: AccountNumber = GOOD
    status: str = "active"

    def account(self) -> Account:
        return Account("AC" + "0" * 32, "shop", self.status, "Full")

    def numbers(self) -> tuple[AccountNumber, ...]:
        return (self.number,)


def at_twilio(console) -> list[str]:
    return failures(check_twilio(settings(twilio_account_sid="AC" + "0" * 32, public_url=LINE), console))


def test_a_number_that_is_set_up_well_has_nothing_wrong():
    assert at_twilio(Console()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"voice_url": f"{LINE}/voice"}, "tried once only"),
        ({"voice_url": f"{LINE}/voice#rc=2"}, "tried once only"),
        ({"voice_url": f"{LINE}/voice#ct=5000&rt=15000&rc=2&rp=all"}, "tried once only"),
        ({"voice_url": f"{LINE}/voice#rc=many&rp=all"}, "tried once only"),
        ({"voice_url": "https://demo.twilio.com/welcome"}, "none of 1 rings"),
        ({"voice_method": "GET"}, "asked by GET"),
        ({"fallback_url": ""}, "no fallback URL"),
        ({"status_url": ""}, "nobody is told"),
        ({"handler": "AP" + "0" * 32}, "answers instead"),
    ],
)
def test_each_fault_of_a_number_is_named(change, said):
    [found] = at_twilio(Console(replace(GOOD, **change)))
    assert said in found


def test_a_suspended_account_is_named():
    assert at_twilio(Console(status="suspended")) == ["Twilio: the account is suspended"]


def test_credentials_that_do_not_open_the_account_are_named():
    class Refusing(Console):
        def account(self) -> Account:
            raise RestFailed("Twilio refused (401, 20003)", status=401, code=20003, permanent=True)

    assert at_twilio(Refusing()) == ["Twilio: the account cannot be asked: Twilio refused (401, 20003)"]


def at_url(url: str, answer: httpx2.Response | None) -> list[str]:
    def send(_: httpx2.Request) -> httpx2.Response:
        if answer is None:
            raise httpx2.ConnectError("refused")
        return answer

    with httpx2.Client(transport=httpx2.MockTransport(send)) as client:
        return failures(check_public_url(url, client, NOW))


def alive(when: datetime = NOW) -> httpx2.Response:
    return httpx2.Response(200, json={"status": "alive"}, headers={"Date": format_datetime(when, usegmt=True)})


def test_a_public_url_that_answers_has_nothing_wrong():
    assert at_url(LINE, alive()) == []


def test_an_address_without_tls_is_named():
    [found] = at_url("http://line.shop.example", alive())
    assert "is not https" in found


@pytest.mark.parametrize("answer", [None, httpx2.Response(404), httpx2.Response(200, text="welcome to nginx")])
def test_an_address_that_leads_elsewhere_is_named(answer):
    [found] = at_url(LINE, answer)
    assert "/healthz" in found


def test_a_clock_that_is_wrong_is_named():
    assert at_url(LINE, alive(NOW + timedelta(minutes=5))) == [
        "clock: 300 seconds away from what answers at PUBLIC_URL"
    ]


def test_a_redis_that_keeps_what_it_is_given_has_nothing_wrong(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        assert [finding.verdict for finding in check_redis(settings(redis_url=server.url))] == ["ok"] * 3


def test_a_redis_that_forgets_or_drops_is_named(tmp_path):
    with EmbeddedRedis(tmp_path) as server:
        client = redis.Redis.from_url(server.url)
        client.config_set("appendonly", "no")
        client.config_set("maxmemory-policy", "allkeys-lru")
        client.close()
        found = list(check_redis(settings(redis_url=server.url)))
    assert [finding.verdict for finding in found] == ["ok", "warn", "fail"]


def test_a_redis_that_does_not_answer_is_named():
    [found] = failures(check_redis(settings(redis_url="redis://127.0.0.1:1/0")))
    assert "does not answer" in found


def test_a_database_without_its_tables_is_named(tmp_path):
    engine = connect("", tmp_path)
    engine.connect().close()
    assert "wismo db upgrade" in failures(check_database(settings()))[0]
    upgrade(engine)
    engine.dispose()
    assert failures(check_database(settings())) == []


def test_a_database_that_does_not_answer_is_named():
    [found] = failures(check_database(settings(database_url="postgresql://u:p@127.0.0.1:1/none")))
    assert "does not answer" in found
    assert "u:p" not in found


def test_missing_keys_are_named_in_production(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    assert [found.split(":")[0] for found in failures(check_settings(settings()))] == [
        "SECRET_KEY",
        "TWILIO_AUTH_TOKEN",
    ]


def test_signatures_made_with_the_settings_hold(monkeypatch):
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "0" * 32)
    monkeypatch.setenv("PUBLIC_URL", "https://shop.example/phone")
    assert failures(check_settings(settings())) == []


def test_the_command_exits_1_when_something_must_be_mended(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:1")
    outcome = CliRunner().invoke(main, ["doctor"])
    assert outcome.exit_code == 1
    assert "FAIL  PUBLIC_URL" in outcome.output


def test_it_is_said_who_speaks_and_what_they_cannot(tmp_path):
    local = [(each.verdict, each.found) for each in check_voice(settings(voice="local", languages=("es-MX", "ja-JP")))]
    assert local == [("ok", "this machine speaks es-MX"), ("warn", "the local voice does not speak ja-JP")]
    assert "nothing is recorded" in next(check_voice(settings())).found
    lost = settings(google_credentials=tmp_path / "none.json")
    assert failures(check_voice(lost)) == ["voice: Google's key file cannot be read: No such file or directory"]
    assert [each.verdict for each in check_voice(settings(voice="google"))] == ["warn"]
