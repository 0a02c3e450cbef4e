"""`wismo doctor` on a line that runs well, and with one fault after another planted in it: each is found and named."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from click.testing import CliRunner
from flask import Flask
from werkzeug.serving import make_server

from ivr.adapters.redis.embedded import EmbeddedRedis
from ivr.adapters.sql.database import connect
from ivr.adapters.sql.schema import upgrade
from ivr.app.applications import create_app
from ivr.cli import main
from ivr.cli.checks.storage import check_storage
from ivr.emulator import Switchboard, in_process
from ivr.emulator.rest import RestFaults, rest_app
from ivr.settings import Settings
from ivr.web.mounted import lead_to_console
from tests.adapters.conftest import new_database
from tests.adapters.conftest import postgres_server as postgres_server
from tests.adapters.pgbouncer import pgbouncer

TOKEN, SECRET, SENDER = "t" * 32, "s" * 64, "+18005550199"


@contextmanager
def listening(server: Any) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Line:
    """A line and its environment, in which a fault can be planted."""

    directory: Path
    redis: redis.Redis
    database: str
    switchboard: Switchboard
    rest: RestFaults
    environment: dict[str, str]
    stack: ExitStack
    doctor: str = ""
    status: int | None = field(default=None)

    def set(self, **environment: str) -> None:
        self.environment.update(environment)

    def serves(self, server: Any) -> int:
        return self.stack.enter_context(listening(server))

    def is_examined(self) -> "Line":
        outcome = CliRunner().invoke(main, ["doctor"], env=self.environment)
        assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.output
        self.doctor, self.status = outcome.output, outcome.exit_code
        return self

    def faults(self) -> list[str]:
        """The faults found, each with the line of its remedy."""
        lines = self.doctor.splitlines()
        return [
            f"{line} -> {lines[place + 1].strip()}" for place, line in enumerate(lines) if line[:4] in ("FAIL", "warn")
        ]


@pytest.fixture
def line(tmp_path: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    for name in [name for name in os.environ if name.startswith(("WISMO_", "TWILIO_", "GOOGLE_"))]:
        monkeypatch.delenv(name)
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedRedis(tmp_path / "redis"))
        client = stack.enter_context(redis.Redis.from_url(server.url))
        database = stack.enter_context(new_database(postgres_server))
        engine = connect(database, tmp_path)
        upgrade(engine)
        engine.dispose()
        environment = {
            "PUBLIC_URL": "http://127.0.0.1:1",
            "SECRET_KEY": SECRET,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "REDIS_URL": server.url,
            "DATABASE_URL": database,
            "WISMO_DATA_DIR": str(tmp_path / "var"),
            "WISMO_MESSAGE_SENDER": SENDER,
        }
        (tmp_path / "var").mkdir(mode=0o700)
        web = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
        environment["PUBLIC_URL"] = url = f"http://127.0.0.1:{stack.enter_context(listening(web))}"
        people = make_server("127.0.0.1", 0, lambda environ, start: app(environ, start), threaded=True)
        environment["CONSOLE_URL"] = f"http://127.0.0.1:{stack.enter_context(listening(people))}"
        app = create_app(read(environment))
        switchboard = Switchboard(wire=in_process(app), auth_token=TOKEN)
        patient = "#ct=2000&rt=3000&rc=2&rp=all"
        switchboard.add_number(
            SENDER, f"{url}/voice{patient}", fallback_url=f"{url}/voice/fallback", status_callback=f"{url}/voice/status"
        )
        faults = RestFaults()
        api = make_server("127.0.0.1", 0, rest_app(switchboard, faults), threaded=True)
        environment["TWILIO_ACCOUNT_SID"] = switchboard.account_sid
        environment["WISMO_TWILIO_API_URL"] = f"http://127.0.0.1:{stack.enter_context(listening(api))}"
        yield Line(tmp_path, client, database, switchboard, faults, environment, stack)
        client.config_set("maxmemory", 0)


def read(environment: dict[str, str]) -> Settings:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return Settings.from_env()


FAULTS: dict[str, tuple[Callable[[Line], object], str]] = {}


def fault(expected: str) -> Callable[[Callable[[Line], object]], None]:
    def keep(plant: Callable[[Line], object]) -> None:
        FAULTS[plant.__name__] = plant, expected

    return keep


@fault("CONSOLE_URL: http://127.0.0.1:1/console/ does not answer (ConnectError)")
def the_console_is_not_there(line: Line) -> None:
    line.set(CONSOLE_URL="http://127.0.0.1:1")


@fault("leads in a circle: the server for calls answers there")
def the_console_is_where_calls_come_in(line: Line) -> None:
    calls = Flask("calls")
    lead_to_console(calls, "http://127.0.0.1:1")
    line.set(CONSOLE_URL=f"http://127.0.0.1:{line.serves(make_server('127.0.0.1', 0, calls, threaded=True))}")


@fault("CONSOLE_URL: http://people.example is not https: passwords would travel in the clear")
def the_console_is_reached_in_the_clear(line: Line) -> None:
    line.set(CONSOLE_URL="http://people.example")


@fault("Redis: can be read and not written: it is a replica")
def redis_is_a_replica(line: Line) -> None:
    line.redis.execute_command("REPLICAOF", "127.0.0.1", "1")
    line.stack.callback(line.redis.execute_command, "REPLICAOF", "NO", "ONE")


@fault("Redis: can be read and not written: it is full")
def redis_is_full(line: Line) -> None:
    line.redis.config_set("maxmemory", 1)


@fault("Redis: may drop calls to make room (allkeys-lru)")
def redis_evicts(line: Line) -> None:
    line.redis.config_set("maxmemory-policy", "allkeys-lru")


@fault("Redis: loses calls in flight and events not yet recorded")
def redis_keeps_nothing(line: Line) -> None:
    line.redis.config_set("appendonly", "no")


@fault("Redis: does not answer")
def redis_is_away(line: Line) -> None:
    line.set(REDIS_URL="redis://127.0.0.1:1/0")


@fault("Redis: refuses user or password")
def redis_refuses_the_password(line: Line) -> None:
    line.redis.config_set("requirepass", "another")
    line.set(REDIS_URL=f"{line.environment['REDIS_URL']}?password=hunter2x")
    line.stack.callback(line.redis.config_set, "requirepass", "")


@fault("record: 5001 events wait for the record")
def nobody_records(line: Line) -> None:
    with line.redis.pipeline() as together:
        for _ in range(5001):
            together.xadd("wismo:events", {"event": "{}"})
        together.execute()


@fault("PUBLIC_URL: http://127.0.0.1:1/healthz does not answer")
def the_address_is_not_reached(line: Line) -> None:
    line.set(PUBLIC_URL="http://127.0.0.1:1")


@fault("/elsewhere/healthz answers with 404")
def the_path_is_wrong(line: Line) -> None:
    line.set(PUBLIC_URL=line.environment["PUBLIC_URL"] + "/elsewhere")


@fault("PUBLIC_URL: http://line.invalid is not https")
def the_address_is_not_https(line: Line) -> None:
    line.set(PUBLIC_URL="http://line.invalid")


class InThePast(BaseHTTPRequestHandler):
    """Answers as the line does, by a clock that stands at the beginning of time."""

    def do_GET(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\nalive")


@fault("seconds away from what answers at PUBLIC_URL")
def the_clock_is_wrong(line: Line) -> None:
    line.set(PUBLIC_URL=f"http://127.0.0.1:{line.serves(HTTPServer(('127.0.0.1', 0), InThePast))}")


@fault("signatures: the line at PUBLIC_URL refuses what TWILIO_AUTH_TOKEN signs (403)")
def the_line_has_another_token(line: Line) -> None:
    line.set(TWILIO_AUTH_TOKEN="another" * 5)


@fault("Twilio: the account cannot be asked")
def twilio_has_another_token(line: Line) -> None:
    line.set(WISMO_TWILIO_API_KEY="SK" + "0" * 32, WISMO_TWILIO_API_SECRET="another")


@fault("tables: at no version")
def the_database_is_not_migrated(line: Line) -> None:
    empty = line.stack.enter_context(new_database(line.database))
    line.set(DATABASE_URL=empty)


@fault("database: can be read and not written")
def the_database_is_read_only(line: Line) -> None:
    plain = line.database.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {admin.info.dbname} SET default_transaction_read_only = on")


@fault("database: is behind pgbouncer in statement mode")
def the_pooler_is_in_statement_mode(line: Line) -> None:
    line.set(DATABASE_URL=line.stack.enter_context(pgbouncer(line.database, mode="statement")))


@fault("database: is not there")
def the_database_is_another(line: Line) -> None:
    line.set(DATABASE_URL=line.database.replace("/wismo_test_", "/wismo_none_"))


@fault("database: does not answer")
def the_database_is_away(line: Line) -> None:
    line.set(DATABASE_URL="postgresql://u:hunter2x@127.0.0.1:1/wismo")


@fault("DATABASE_URL: must be a postgresql:// or sqlite:/// address")
def the_database_is_not_ours(line: Line) -> None:
    line.set(DATABASE_URL="mysql://u:hunter2x@db.example/wismo")


@fault("WISMO_ROUTING_FILE: there is no such file")
def the_routing_is_missing(line: Line) -> None:
    line.set(WISMO_ROUTING_FILE=str(line.directory / "none.yaml"))


@fault("FAIL  WISMO_ROUTING_FILE: ")
def the_routing_fails_its_check(line: Line) -> None:
    (line.directory / "routing.yaml").write_text("brand: Northwind\nqueues: []\n")
    line.set(WISMO_ROUTING_FILE=str(line.directory / "routing.yaml"))


@fault("numbers: none of 1 rings at PUBLIC_URL")
def no_number_rings_here(line: Line) -> None:
    line.switchboard.add_number(SENDER, "https://demo.twilio.com/welcome")


@fault("number ...0199: its Voice URL is tried once only")
def a_number_is_tried_once(line: Line) -> None:
    url = line.environment["PUBLIC_URL"]
    line.switchboard.add_number(SENDER, f"{url}/voice", fallback_url="x", status_callback=f"{url}/voice/status")


@fault("number ...0199: it has no fallback URL")
def a_number_has_no_fallback(line: Line) -> None:
    url = line.environment["PUBLIC_URL"]
    line.switchboard.add_number(
        SENDER, f"{url}/voice#rc=2&rp=all&ct=2000&rt=3000", status_callback=f"{url}/voice/status"
    )


@fault("WISMO_MESSAGE_SENDER: ...0142 is no number of this account")
def texts_come_from_a_number_of_others(line: Line) -> None:
    line.set(WISMO_MESSAGE_SENDER="+12125550142")


@fault("voice: Google's key file cannot be read")
def the_voices_key_is_missing(line: Line) -> None:
    line.set(GOOGLE_APPLICATION_CREDENTIALS=str(line.directory / "none.json"))


@fault("voice: Google's key file holds no account")
def the_voices_key_is_something_else(line: Line) -> None:
    (line.directory / "key.json").write_text(json.dumps({"hello": "world"}))
    line.set(GOOGLE_APPLICATION_CREDENTIALS=str(line.directory / "key.json"))


@fault("WISMO_DATA_DIR: cannot be written")
def the_data_directory_is_a_file(line: Line) -> None:
    (line.directory / "file").write_text("")
    line.set(WISMO_DATA_DIR=str(line.directory / "file"))


@fault("files: others on this machine may read secret_key")
def others_may_read_the_key(line: Line) -> None:
    (line.directory / "var" / "secret_key").write_text(SECRET)
    (line.directory / "var" / "secret_key").chmod(0o644)


@fault("SECRET_KEY: not set, and every machine needs the same one")
def the_key_is_missing(line: Line) -> None:
    line.set(SECRET_KEY="")


@fault("SECRET_KEY: not the one that was made up")
def the_key_is_another(line: Line) -> None:
    (line.directory / "var" / "secret_key").write_text("f" * 64)


@fault("WISMO_LANGUAGES: must be languages that have words")
def a_language_is_unknown(line: Line) -> None:
    line.set(WISMO_LANGUAGES="en-US,hunter2x")


def test_a_line_that_is_well_has_nothing_wrong(line: Line):
    line.is_examined()
    assert line.faults() == [each for each in line.faults() if "this machine alone" in each], line.doctor
    assert line.status == 0


@pytest.mark.parametrize("name", list(FAULTS))
def test_each_fault_is_found_and_named_in_one_line_with_how_to_mend_it(line: Line, name: str):
    plant, expected = FAULTS[name]
    plant(line)
    line.is_examined()
    assert expected in line.doctor
    assert "hunter2x" not in line.doctor
    assert "Traceback" not in line.doctor


def test_a_full_disk_is_found(tmp_path: Path):
    [found, *_] = check_storage(Settings(data_dir=tmp_path), free=lambda _: 1_000_000)
    assert (found.verdict, found.found) == ("fail", "1 MB are left where WISMO_DATA_DIR is")


def test_a_directory_that_nothing_is_kept_in_need_not_be_writable(tmp_path):
    elsewhere = Settings(REDIS_URL="redis://r:6379", DATABASE_URL="postgresql://p/wismo", data_dir=Path("/proc/none"))
    assert [each.verdict for each in check_storage(elsewhere)] == ["ok"]
    assert [each.verdict for each in check_storage(Settings(data_dir=Path("/proc/none")))] == ["fail"]
