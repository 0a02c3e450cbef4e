"""What the environment may hold."""

import sys

import pytest

from ivr.settings import Settings, SettingsError


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


def test_languages_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WISMO_LANGUAGES", "es-MX, en-US")
    assert Settings.from_env().languages == ("es-MX", "en-US")
