"""`wismo privacy`, on the embedded stores."""

import orjson
import pytest
from click.testing import CliRunner

from ivr.adapters.sql.database import connect
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.schema import upgrade
from ivr.cli import main
from tests.orders.making import ALICE, BOB, an_order


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("WISMO_DATA_DIR", str(tmp_path))
    return lambda *words, **more: CliRunner().invoke(main, ["privacy", *words], **more)


@pytest.fixture
def index(tmp_path):
    engine = connect("", tmp_path)
    upgrade(engine)
    index = OrderIndex(engine, engine)
    index.replace([an_order("1001"), an_order("1002", phone=BOB, customer="bob")])
    yield index
    engine.dispose()


def test_a_person_is_exported_and_erased(run, index, tmp_path):
    file = tmp_path / "person.json"
    assert "orders: 1 found" in run("export", "--phone", ALICE, str(file)).output
    exported = orjson.loads(file.read_bytes())
    assert [order["key"] for order in exported["database"]["orders"]] == ["1001"]
    assert file.stat().st_mode & 0o777 == 0o600

    assert "orders: 1 found" in run("erase", "--phone", ALICE, "--dry-run").output
    assert run("erase", "--phone", ALICE, input="n\n").exit_code == 1
    assert index.count() == 2
    erased = run("erase", "--phone", ALICE, "--yes")
    assert "orders: 1 deleted" in erased.output
    assert index.count() == 1
    listed = run("list").output
    assert "erase  1 telephone" in listed
    assert "open, 1 runs  order_phones 1, orders 1" in listed
    assert ALICE not in listed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name the person"),
        (("--phone", "12"), "a telephone number cannot be read"),
        (("--phone", BOB), "say with --email or --order whose data is meant"),
    ],
)
def test_what_does_not_name_one_person_is_refused(run, index, words, says):
    index.replace([an_order("1003", phone=BOB, customer="carol")])
    outcome = run("erase", *words, "--yes")
    assert outcome.exit_code in (1, 2)
    assert says in outcome.output
    assert index.count() == 3


def test_a_request_that_is_not_there_is_named(run, index, tmp_path):
    assert "there is no open request 12345678" in run("export", "--request", "12345678", str(tmp_path / "x")).output
