"""Rows written at once are those that were given, on either database."""

from sqlalchemy import Engine, select

from ivr.adapters.sql.bulk import write_rows
from ivr.adapters.sql.database import writing
from ivr.adapters.sql.orders.tables import order_phones, order_reports

ODD = ("", "'; --", '"', "%s ? :x", "\\", "é 日本 \u2028", "{}", "null", "\n\t", "1e5")


def report(key: str, text: str, at: int | None) -> dict[str, object]:
    rest = {"source_id": text, "source_at": at, "received_at": 2**40, "document": text, "parts_at": ""}
    return {"order_key": key, "source": "a", **rest}


def found(database: Engine) -> list[dict[str, object]]:
    with database.connect() as connection:
        rows = connection.execute(select(order_reports).order_by(order_reports.c.order_key)).mappings()
        return [dict(row) for row in rows]


def test_rows_arrive_as_they_are_and_take_the_place_of_others(database: Engine) -> None:
    rows = [report(f"{place:02}", text, None if place % 2 else -place) for place, text in enumerate(ODD)]
    with writing(database) as connection:
        write_rows(connection, order_reports, rows)
        write_rows(connection, order_phones, [])
    assert found(database) == rows
    rows[3] = report("03", "another", 7)
    with writing(database) as connection:
        write_rows(connection, order_reports, [rows[3], report("99", "new", 1)], replace=True)
    assert found(database) == [*rows, report("99", "new", 1)]
