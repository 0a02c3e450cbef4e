import os

import pytest

from ivr.adapters.redis.connections import connect as connect_to_redis
from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.schema import upgrade
from ivr.cli.environment import complete
from ivr.settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("SECRET_KEY", "TWILIO_AUTH_TOKEN", "REDIS_URL", "DATABASE_URL", "WISMO_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_keys_are_made_once_and_are_nobody_elses(tmp_path):
    first = complete(Settings(data_dir=tmp_path))
    assert len(first.secret_key.get_secret_value()) == 64
    assert first.secret_key != first.twilio_auth_token
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert complete(Settings(data_dir=tmp_path)) == first


def test_keys_that_are_set_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "mine")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "theirs")
    settings = complete(Settings(data_dir=tmp_path))
    assert settings.secret_key.get_secret_value() == "mine"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("variable", "value"), [("REDIS_URL", "redis://cache.example/0"), ("DATABASE_URL", "postgresql://db.example/wismo")]
)
def test_in_production_both_keys_must_be_set_and_are_named(variable, value, tmp_path, monkeypatch):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=r"SECRET_KEY: must be set.*TWILIO_AUTH_TOKEN: must be set"):
        complete(Settings(data_dir=tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_key_that_a_full_disk_cut_off_is_made_anew(tmp_path):
    (tmp_path / "secret_key").touch()
    assert len(complete(Settings(data_dir=tmp_path)).secret_key.get_secret_value()) == 64
    assert sorted(file.name for file in tmp_path.iterdir()) == ["secret_key", "twilio_auth_token"]


def test_a_directory_that_keeps_no_key_is_named(tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(SettingsError, match="WISMO_DATA_DIR: no key can be kept"):
        complete(Settings(data_dir=tmp_path / "data"))


NO_DATA = ("redis.lock", "redis.address", "redis.server")


def test_what_is_kept_in_a_directory_that_others_may_read_is_nobody_elses(tmp_path):
    before = os.umask(0o022)
    try:
        tmp_path.chmod(0o755)
        complete(Settings(data_dir=tmp_path))
        engine = connect("", tmp_path)
        upgrade(engine)
        with EmbeddedRedis(tmp_path) as server, connect_to_redis(server.url, 5.0) as client:
            client.set("wismo:x", "1")
            files = [each for each in tmp_path.rglob("*") if each.is_file() and each.name not in NO_DATA]
            assert {"wismo.db", "wismo.db-wal", "secret_key", "redis.log"} <= {each.name for each in files}
            assert [each.name for each in files if each.stat().st_mode & 0o077] == []
        engine.dispose()
    finally:
        os.umask(before)
