import json
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from ivr.orders.model import Basis, Refund, RefundState, Return, ReturnState, TrackingStatus
from ivr.orders.sources.import_report import FileRefused, ImportReport, NoteKind
from ivr.orders.sources.importing import load
from tests.orders.shop import READING, Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()


DOCUMENT: dict[str, Any] = {
    "number": "1001",
    "placed_at": "2026-11-20T09:30:00-08:00",
    "email": "alice@b.example",
    "phones": ["(415) 555-0100", {"raw": "415 555 0111", "extension": "7"}],
    "status": "preorder",
    "currency": "USD",
    "total": 129.5,
    "items": ["Mug", "Lamp"],
    "tags": ["Clearance", "Final Sale"],
    "shipments": [
        {
            "status": "exception",
            "reason": "lost",
            "carrier": "UPS",
            "windows": [{"start": "2026-11-24", "basis": "promised"}, {"start": "2026-11-26", "end": "2026-11-27"}],
        },
        {"status": "beamed", "windows": []},
    ],
    "promises": [{"start": "2026-11-24"}],
    "refunds": [{"amount": "12.99", "state": "completed"}],
    "returns": [{"state": "received"}],
    "expected_ship_on": "2026-12-01",
}


def from_json(tmp_path: Path, shop: Shop, text: str) -> ImportReport:
    file = tmp_path / "orders.json"
    file.write_text(text)
    return load(file, shop, READING)


def test_an_order_in_json_has_all_of_the_canonical_model(tmp_path: Path, shop: Shop) -> None:
    assert from_json(tmp_path, shop, json.dumps([DOCUMENT])).clean
    order = shop.orders["1001"]
    lost, beamed = order.shipments
    assert (lost.status, lost.reason, [each.basis for each in lost.windows]) == (
        TrackingStatus.EXCEPTION, "lost", [Basis.PROMISED, Basis.ESTIMATED],
    )  # fmt: skip
    assert (beamed.status, order.unknown_words) == (TrackingStatus.UNKNOWN, {"tracking_status": "beamed"})
    assert [each.extension for each in order.phones] == ["", "7"]
    assert (order.total_cents, order.expected_ship_on, order.items) == (12950, date(2026, 12, 1), ("Mug", "Lamp"))
    assert (order.refunds, order.returns) == ((Refund(RefundState.COMPLETED, 1299),), (Return(ReturnState.RECEIVED),))
    assert order.promises[0].start == date(2026, 11, 24)
    assert order.tags == ("clearance", "final sale")


@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_of_any_length_is_read_piece_by_piece(tmp_path: Path, shop: Shop, indent: int | None) -> None:
    documents = [{**DOCUMENT, "number": f"N{number}"} for number in range(300)]
    assert from_json(tmp_path, shop, json.dumps(documents, indent=indent)).orders == 300


def test_json_lines_are_read_too_and_a_broken_line_costs_only_itself(tmp_path: Path, shop: Shop) -> None:
    report = from_json(tmp_path, shop, f"{json.dumps(DOCUMENT)}\n{{oops\n\n{json.dumps({**DOCUMENT, 'number': '2'})}\n")
    assert (report.orders, [str(each) for each in report.problems]) == (2, ["line 2: the line is no JSON"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": ""},
        {"placed_at": "soon"},
        {"phones": []},
        {"phones": [None]},
        {"phones": {}},
        {"phones": [[]]},
        {"placed_at": True},
    ],
)
def test_a_wrong_order_in_json_is_left_out_with_its_reason(tmp_path: Path, shop: Shop, wrong: dict[str, Any]) -> None:
    report = from_json(tmp_path, shop, json.dumps([{**DOCUMENT, **wrong}, {**DOCUMENT, "number": "2"}]))
    assert (report.orders, [each.line for each in report.problems]) == (1, [1])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"shipments": "none"}, "shipments: left out: is no list"),
        ({"shipments": [1]}, "shipments: left out: holds something of another kind"),
        ({"shipments": [{"windows": [{}]}]}, "windows: left out: has a window that cannot be read"),
        ({"shipments": [{"windows": [{"start": "TBD"}]}]}, "windows: left out: has a window that cannot be read"),
        ({"shipments": [{"status": True}]}, "status: left out: is neither text nor number"),
        ({"phones": ["415 555 0100", None]}, "phones: left out: holds something of another kind"),
        ({"total": "much"}, "total: left out: is no decimal number"),
        ({"total": {"amount": "12"}}, "total: left out: is neither text nor number"),
        ({"country": "Atlantis"}, "country: left out: is no country"),
        ({"email": False}, "email: left out: is neither text nor number"),
        ({"items": ["Mug", 7.5, {}]}, "items: left out: holds something of another kind"),
        ({"promises": [{"start": "2026-11-24", "end": "2026-11-20"}]}, "window_end: left out: ends before it starts"),
        ({"expected_ship_on": "soon"}, "expected_ship_on: left out: is no ISO 8601 time"),
    ],
)
def test_a_value_in_json_that_cannot_be_read_costs_itself_alone(
    tmp_path: Path, shop: Shop, wrong: dict[str, Any], told: str
) -> None:
    report = from_json(tmp_path, shop, json.dumps([{**DOCUMENT, **wrong}]))
    assert (report.orders, report.clean) == (1, True)
    assert f"{told} (1; line 1)" in [str(each) for each in report.notes]


def test_members_that_are_not_known_are_told(tmp_path: Path, shop: Shop) -> None:
    document = {**DOCUMENT, "tz": "America/New_York", "shipments": [{"status": "delivered", "tracking_no": "1Z"}]}
    report = from_json(tmp_path, shop, json.dumps([document, document]))
    assert [each.name for each in report.notes.of(NoteKind.UNKNOWN_NAME)] == ["tracking_no", "tz"]


def test_a_number_alone_is_as_good_as_a_list_of_one(tmp_path: Path, shop: Shop) -> None:
    from_json(tmp_path, shop, json.dumps([{**DOCUMENT, "phones": "Tel: 415 555 0100"}]))
    assert [each.e164 for each in shop.orders["1001"].phones] == ["+14155550100"]


def test_the_values_of_json_are_as_tolerant_as_those_of_a_table(tmp_path: Path, shop: Shop) -> None:
    values = {"country": "USA", "language": "English", "total": "1.234,56", "loyalty_points": "1,200", "tier": "-"}
    from_json(tmp_path, shop, json.dumps([{**DOCUMENT, **values}]))
    order = shop.orders["1001"]
    assert (order.country, order.language, order.tier) == ("US", "en", "")
    assert (order.total_cents, order.loyalty_points) == (123456, 1200)


@pytest.mark.parametrize("text", ["[{]", '[{"number": "1"', "[1, ", "nonsense", "[" + "9" * 2_000_000])
def test_what_is_no_json_is_reported(tmp_path: Path, shop: Shop, text: str) -> None:
    report = from_json(tmp_path, shop, text)
    assert (report.orders, report.clean) == (0, False)


def test_an_empty_json_file_is_refused(tmp_path: Path, shop: Shop) -> None:
    with pytest.raises(FileRefused, match="empty"):
        from_json(tmp_path, shop, " ")
    assert from_json(tmp_path, shop, "[]") == ImportReport()


def test_an_offset_is_kept_through_json(tmp_path: Path, shop: Shop) -> None:
    from_json(tmp_path, shop, json.dumps([DOCUMENT]))
    assert shop.orders["1001"].placed_at.tzinfo == timezone(timedelta(hours=-8))


@pytest.mark.parametrize("status", ["exception", "EXCEPTION", "Exception_001", "Failure"])
def test_the_reason_of_an_exception_is_kept_however_that_is_spelled(tmp_path: Path, shop: Shop, status: str) -> None:
    shipments = [{"status": status, "reason": "damaged"}]
    from_json(tmp_path, shop, json.dumps({**DOCUMENT, "shipments": shipments}))
    (parcel,) = shop.orders["1001"].shipments
    assert (parcel.status, parcel.reason) == (TrackingStatus.EXCEPTION, "damaged")


def test_a_title_with_signs_that_separate_titles_elsewhere_is_one(tmp_path: Path, shop: Shop) -> None:
    (tmp_path / "orders.jsonl").write_text(json.dumps({**DOCUMENT, "items": ["Mug; blue"]}))
    load(tmp_path / "orders.jsonl", shop, READING)
    assert shop.orders["1001"].items == ("Mug; blue",)


def test_nesting_without_end_costs_its_line(tmp_path: Path, shop: Shop) -> None:
    (tmp_path / "deep.jsonl").write_text(f'{{"a": {"[" * 100_000}\n{json.dumps(DOCUMENT)}\n')
    report = load(tmp_path / "deep.jsonl", shop, READING)
    assert ([str(each) for each in report.problems], list(shop.orders)) == (["line 1: the line is no JSON"], ["1001"])
