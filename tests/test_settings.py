"""Settings from the environment."""

import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.redis.connections import connect as connect_to_redis
from ivr.adapters.sql.database import connect
from ivr.settings import Settings, SettingsError
from ivr.settings.source_secrets import secrets_of, source_secrets


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "ftp://line.example"),
        ("PUBLIC_URL", "https://line.example/#rc=2"),
        ("WISMO_WORKERS", "many"),
        ("WISMO_TIME_ZONE", "Mars/Olympus"),
        ("WISMO_ATTESTATION", "lax"),
        ("WISMO_NO_SUCH_THING", "1"),
        ("WISMO_TURN_DEADLINE", "0.2"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        Settings.from_env()


def test_secrets_of_sources_are_no_settings_and_kept_out_of_logs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_SOURCE_NORTH_WIND_TOKEN", "shpat_1")
    assert "shpat_1" in Settings.from_env().secrets()
    assert secrets_of("north-wind", source_secrets(os.environ)) == {"token": "shpat_1"}
    assert secrets_of("south-wind", source_secrets(os.environ)) == {}


def test_the_local_voice_is_asked_for_where_it_is_installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_VOICE", "local")
    assert Settings.from_env().records
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)  # which is how Python knows what is not installed
    with pytest.raises(SettingsError, match=r"WISMO_VOICE: local needs .*wismo\[local-voice\]"):
        Settings.from_env()


def test_a_companys_sign_in_is_asked_for_where_it_is_installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_OIDC_ISSUER", "https://login.shop.example")
    assert Settings.from_env().oidc_issuer
    monkeypatch.setitem(sys.modules, "authlib", None)
    with pytest.raises(SettingsError, match=r"WISMO_OIDC_ISSUER.*wismo\[oidc\]"):
        Settings.from_env()


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_WORKERS", "0")
    monkeypatch.setenv("WISMO_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError, match=r"WISMO_WORKERS.*WISMO_LOG_LEVEL"):
        Settings.from_env()


def test_no_secret_is_in_a_complaint(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUBLIC_URL", "https://user:hunter2@line.example?x")
    with pytest.raises(SettingsError) as complaint:
        Settings.from_env()
    assert "hunter2" not in str(complaint.value)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"WISMO_REQUESTS_SECRET": ""}, "WISMO_REQUESTS_SECRET must be set"),
        ({"WISMO_REQUESTS_SECRET": "whsec_c2hvcnQ="}, "WISMO_REQUESTS_SECRET: must be whsec_"),
        ({"WISMO_REQUESTS_SECRET": "a plain word"}, "WISMO_REQUESTS_SECRET: must"),
        ({"WISMO_REQUESTS_URL": "http://desk.example/"}, "WISMO_REQUESTS_URL must be https"),
    ],
)
def test_requests_are_told_signed_and_over_tls(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], named: str):
    right = {"WISMO_REQUESTS_URL": "https://desk.example/", "WISMO_REQUESTS_SECRET": f"whsec_{'QUJD' * 10}"}
    for name, value in right.items():
        monkeypatch.setenv(name, value)
    assert Settings.from_env().requests_url == "https://desk.example/"
    for name, value in changed.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named):
        Settings.from_env()


def test_languages_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_LANGUAGES", "es-MX, en-US")
    assert Settings.from_env().languages == ("es-MX", "en-US")


VARIABLES = {
    str(field.validation_alias.choices[0]) if field.validation_alias else f"WISMO_{name.upper()}": name
    for name, field in Settings.model_fields.items()
}
AROUND = ("", " ", "\r", "\r\n", "\t", "\ufeff", "\u200b", "\u00a0", "\n \n")
GOOD = {
    "PUBLIC_URL": "https://line.example/ivr",
    "SECRET_KEY": "k" * 64,
    "TWILIO_AUTH_TOKEN": "a" * 32,
    "WISMO_TWILIO_API_SECRET": "s" * 32,
    "REDIS_URL": "rediss://user:pass%2Fword@cache.example:6380/1",
    "DATABASE_URL": "postgresql+psycopg://user:pass%2Fword@db.example:5432/wismo?sslmode=require",
    "WISMO_WORKERS": "3",
    "WISMO_ORDER_DEADLINE": "0.5",
    "WISMO_SPEAK_ITEMS": "true",
    "WISMO_TIME_ZONE": "Europe/Madrid",
    "WISMO_LANGUAGES": "en-US,de-DE",
    "WISMO_MESSAGE_SENDER": "+18005550199",
    "WISMO_TWILIO_SHARED_KEYS": '{"id": "secret"}',
    "WISMO_DATA_DIR": "/srv/wismo data",
}


def read(**environment: str) -> Settings:
    with patch.dict(os.environ, environment):
        return Settings.from_env()


@given(
    name=st.sampled_from(sorted(GOOD)),
    before=st.sampled_from(AROUND),
    after=st.sampled_from(AROUND),
    quotes=st.sampled_from(["", "'", '"']),
)
def test_what_stands_around_a_value_by_mistake_changes_nothing(name: str, before: str, after: str, quotes: str):
    mangled = before + quotes + GOOD[name] + quotes + after
    assert read(**{name: mangled}) == read(**{name: GOOD[name]})


PIECES = (
    "hunter2x",
    "@",
    ":",
    "/",
    "#",
    "?",
    "%",
    "[",
    "]",
    "://",
    "\n",
    "\r",
    " ",
    "é",
    "\ufeff",
    "'",
    '"',
    ",",
    "=",
    "&",
    "-1",
    "9" * 30,
    "nan",
    "{",
    "redis",
    "postgresql",
    "https",
    "unix",
    "sqlite",
    "wismo",
    "true",
    "\x1b",
)


@given(name=st.sampled_from(sorted(VARIABLES)), value=st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_any_value_is_taken_or_refused_in_one_line_that_names_the_setting_and_shows_nothing(name: str, value: str):
    try:
        read(**{name: value})
    except SettingsError as error:
        assert name in str(error)
        assert "hunter2x" not in str(error)
        assert len(str(error).splitlines()) == 1


@given(
    user=st.text(st.sampled_from("aB1.-_@:"), min_size=1, max_size=6),
    password=st.text(st.sampled_from("aB1@:!$&'()*+,;=~^|<>{}`"), max_size=9),
)
def test_a_password_with_signs_in_it_reaches_the_database_as_it_is(user: str, password: str):
    user = user.replace(":", "").replace("@", "") or "u"
    url = connect(read(DATABASE_URL=f"postgres://{user}:{password}@db.example/wismo").database_url, Path()).url
    assert (url.username, url.password or "", url.host, url.database) == (user, password, "db.example", "wismo")


@pytest.mark.parametrize("sign", ["/", "#", "?", "%40", "@/"])
def test_a_sign_that_makes_an_address_ambiguous_is_refused_and_its_encoding_is_taken(sign: str):
    for scheme, name in (("postgresql", "DATABASE_URL"), ("redis", "REDIS_URL")):
        path = "wismo" if name == "DATABASE_URL" else "0"
        encoded = read(**{name: f"{scheme}://u:hun{quote(sign, safe='')}ter@h.example/{path}"})
        assert "hun" in (encoded.database_url or encoded.redis_url)
        if sign in "/#?@/":
            with pytest.raises(SettingsError, match=name) as refused:
                read(**{name: f"{scheme}://u:hun{sign}ter@h.example/{path}"})
            assert "hun" not in str(refused.value)


REFUSED = [
    ("DATABASE_URL", "mysql://u:hunter2@h/d"),
    ("DATABASE_URL", "jdbc:postgresql://h/d"),
    ("DATABASE_URL", "postgresql://u:hunter2@h"),
    ("DATABASE_URL", "postgresql://u:hunter2@h:70000/d"),
    ("DATABASE_URL", "postgresql://u:hunter2@h:port/d"),
    ("DATABASE_URL", "postgresql://h/d?ssl=hunter2"),
    ("DATABASE_URL", "postgresql://h/d?sslmode=hunter2"),
    ("REDIS_URL", "redis+sentinel://hunter2:26379/mymaster"),
    ("REDIS_URL", "redis://h:6379/hunter2"),
    ("REDIS_URL", "redis://h:65536/0"),
    ("REDIS_URL", "redis://h?ssl_cert_reqs=none"),
    ("REDIS_URL", "rediss://h?ssl_cert_reqs=hunter2"),
    ("REDIS_URL", "unix://hunter2.sock"),
    ("REDIS_URL", "hunter2:6379"),
    ("PUBLIC_URL", "https://u:hunter2@line.example"),
    ("PUBLIC_URL", "https://line.example:0"),
    ("PUBLIC_URL", "https://line.example/hunter2/../x"),
    ("PUBLIC_URL", "line.example"),
    ("WISMO_ORDER_DEADLINE", "nan"),
    ("WISMO_KEEP_CALLS_DAYS", "99999999"),
    ("WISMO_WORKERS", "1e9"),
    ("WISMO_COUNTRY", "USA"),
    ("WISMO_LANGUAGE", "de-DE"),
    ("WISMO_LANGUAGES", "english"),
    ("WISMO_MESSAGE_SENDER", "Northwind"),
    ("WISMO_ROUTING_FILE", "/hunter2.yaml"),
    ("WISMO_TWILIO_SHARED_KEYS", "{hunter2"),
    ("TWILIO_AUTH_TOKEN", "hunter2 hunter2"),
    ("SECRET_KEY", "hunter2\nhunter2"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_cannot_be_used_is_refused_at_the_start(name: str, value: str):
    with pytest.raises(SettingsError, match=name) as refused:
        read(**{name: value})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "redis://h",
        "valkey://:p@h:6380/2",
        "valkeys://h",
        "rediss://h?ssl_cert_reqs=none",
        "unix:///run/redis.sock?db=1",
    ],
)
def test_each_spelling_of_redis_makes_a_client(address: str):
    client = connect_to_redis(read(REDIS_URL=address).redis_url, 0.1)
    client.connection_pool.make_connection()
    client.close()


@pytest.mark.parametrize(
    "address",
    [
        "postgres://u:p@h/d",
        "postgresql+psycopg2://h/d",
        "postgresql+asyncpg://h/d?pgbouncer=true&connection_limit=1",
    ],
)
def test_each_spelling_of_postgresql_makes_an_engine(address: str):
    assert connect(read(DATABASE_URL=address).database_url, Path()).dialect.driver == "psycopg"


def test_a_password_is_kept_out_of_the_log():
    assert "pass/word" in read(REDIS_URL=GOOD["REDIS_URL"]).secrets()


@pytest.mark.parametrize(("name", "value"), [REFUSED[0], ("WISMO_ROUTING_FILE", "pyproject.toml")])
@pytest.mark.parametrize("command", ["wsgi", "serve --port 0", "db upgrade", "doctor", "orders import", "routing show"])
def test_every_command_says_what_is_wrong_in_one_line(name: str, value: str, command: str, tmp_path: Path):
    orders = tmp_path / "orders.csv"
    orders.write_text("order_number,phone,placed_at\n")
    arguments = command.split() + [str(orders)] * command.startswith("orders")
    run = "import wsgi" if command == "wsgi" else "from ivr.cli import main; main()"
    keys = {"SECRET_KEY": "k" * 64, "TWILIO_AUTH_TOKEN": "t" * 32, "REDIS_URL": "redis://127.0.0.1:1/0"}
    clean = {key: kept for key, kept in os.environ.items() if key not in GOOD and not key.startswith("WISMO_")}
    environment = {**clean, **keys, "WISMO_DATA_DIR": str(tmp_path), name: value}
    ended = subprocess.run([sys.executable, "-c", run, *arguments], env=environment, capture_output=True, text=True)
    said = ended.stderr + ended.stdout
    assert "Traceback" not in said
    assert "hunter2" not in said
    needs_no_routing = name == "WISMO_ROUTING_FILE" and command in ("db upgrade", "orders import")
    assert needs_no_routing or (ended.returncode and name in said)
