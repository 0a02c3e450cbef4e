"""Answers of pages: templates, errors, redirects, files."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ivr.reporting.csv_table import csv_table


def rendered(template: str, **facts: Any) -> str:
    """A template of the console, by its path below ivr/console."""
    return render_template(template, **facts)


def refusal(code: int, title: str, advice: str, **facts: Any) -> ResponseReturnValue:
    """The page of an error."""
    return rendered("layout/refused.html", title=title, advice=advice, **facts), code


def back_to(endpoint: str, **given: Any) -> Response:
    """Redirect to the page that shows a change (POST, redirect, GET)."""
    return redirect(url_for(f"console.{endpoint}", **given), 303)  # type: ignore[return-value]


def csv_stream(name: str, heading: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    """A long table to be downloaded; its rows are read while it is sent."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    parts = (csv_table(batch) for batch in _batches(chain([heading], rows)))
    return Response(parts, content_type="text/csv; charset=utf-8", headers=headers)


def _batches(rows: Iterable[Iterable[object]]) -> Iterator[list[Iterable[object]]]:
    """Rows in lists of a thousand at most."""
    rest = iter(rows)
    while batch := list(islice(rest, 1_000)):
        yield batch


def csv_file(name: str, rows: Iterable[Iterable[object]]) -> Response:
    """A table to be downloaded, for other programs."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(csv_table(rows), content_type="text/csv; charset=utf-8", headers=headers)
