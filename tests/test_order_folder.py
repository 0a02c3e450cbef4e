"""A folder of files of orders: taken once they are whole, and put away with a report."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from ivr.app.order_folder import AlreadyWatched, OrderFolder
from ivr.orders.sources.import_report import ImportReport
from ivr.orders.sources.importing import load
from tests.orders.shop import READING, Shop

GOOD = "order_number,phone,placed_at\n1001,+14155550100,2026-11-20\n"
Run = Callable[[Path], ImportReport]


@pytest.fixture
def orders() -> Shop:
    return Shop()


@pytest.fixture
def folder(tmp_path: Path, orders: Shop) -> OrderFolder:
    run: Run = lambda file: load(file, orders, READING)  # noqa: E731
    return OrderFolder(tmp_path, run, lambda: datetime(2026, 11, 24, 10, 0, tzinfo=UTC))


def found(directory: Path) -> list[str]:
    return sorted(each.name for each in directory.iterdir())


def test_a_file_is_taken_once_its_size_is_steady(folder: OrderFolder, orders: Shop, tmp_path: Path):
    file = tmp_path / "orders.csv"
    file.write_text(GOOD[:40])
    folder.look()
    file.write_text(GOOD)
    folder.look()
    assert (orders.orders, file.exists()) == ({}, True)
    folder.look()
    assert (list(orders.orders), found(tmp_path)) == (["1001"], ["done"])
    assert found(tmp_path / "done") == ["20261124-100000-orders.csv", "20261124-100000-orders.csv.report.txt"]


def test_a_report_beside_the_file_names_lines_and_no_person(folder: OrderFolder, tmp_path: Path):
    (tmp_path / "orders.csv").write_text(GOOD + "1002,ada@example.com,soon\n")
    folder.look()
    assert folder.look() == 0
    (report,) = (tmp_path / "done").glob("*.report.txt")
    text = report.read_text()
    assert text.splitlines() == ["1 orders imported, 1 rows left out.", "line 3: placed_at is no ISO 8601 time"]
    assert "ada" not in text


def test_a_file_that_is_refused_is_put_aside_with_the_reason(folder: OrderFolder, tmp_path: Path):
    (tmp_path / "orders.csv").write_text("moon,phase\n1,2\n")
    folder.look()
    assert folder.look() == 1
    (report,) = (tmp_path / "failed").glob("*.report.txt")
    assert report.read_text().startswith("Not imported: the first line has to name the columns")


@pytest.mark.parametrize("name", [".hidden.csv", "orders.csv.part", "orders.csv~", "orders.filepart"])
def test_what_is_not_finished_is_left_alone(folder: OrderFolder, orders: Shop, tmp_path: Path, name: str):
    (tmp_path / name).write_text(GOOD)
    (tmp_path / "empty.csv").touch()
    (tmp_path / "link.csv").symlink_to(tmp_path / name)
    folder.look()
    folder.look()
    assert (orders.orders, len(found(tmp_path))) == ({}, 3)


def test_two_files_of_one_name_are_both_kept(folder: OrderFolder, tmp_path: Path):
    for _ in range(2):
        (tmp_path / "orders.csv").write_text(GOOD)
        folder.look()
        folder.look()
    assert len(list((tmp_path / "done").glob("*orders.csv*"))) == 4


def test_a_file_stays_while_orders_cannot_be_stored(folder: OrderFolder, orders: Shop, tmp_path: Path):
    run = folder.run

    def away(file: Path) -> ImportReport:
        raise OperationalError("", {}, Exception())

    (tmp_path / "orders.csv").write_text(GOOD)
    folder.run = away
    folder.look()
    assert (folder.look(), found(tmp_path)) == (1, ["orders.csv"])
    folder.run = run
    assert (folder.look(), list(orders.orders), found(tmp_path)) == (0, ["1001"], ["done"])


def test_a_fault_in_reading_does_not_stop_the_others(folder: OrderFolder, orders: Shop, tmp_path: Path):
    run = folder.run

    def broken(file: Path) -> ImportReport:
        if file.name == "a.csv":
            raise ValueError("a fault")
        return run(file)

    folder.run = broken
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(GOOD)
    folder.look()
    assert (folder.look(), list(orders.orders), found(tmp_path)) == (1, ["1001"], ["done", "failed"])


def test_a_file_that_cannot_be_moved_is_imported_once(folder: OrderFolder, tmp_path: Path):
    taken: list[str] = []
    run = folder.run

    def counted(file: Path) -> ImportReport:
        taken.append(file.name)
        return run(file)

    folder.run = counted
    (tmp_path / "done").write_text("a file in the way")
    (tmp_path / "orders.csv").write_text(GOOD)
    for _ in range(4):
        folder.look()
    assert taken.count("orders.csv") == 1


def test_one_process_watches_a_folder(folder: OrderFolder):
    with folder.alone(), pytest.raises(AlreadyWatched), folder.alone():
        pass
