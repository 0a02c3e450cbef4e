"""A CSV table: for any text that users typed no cell is a formula, and nothing is lost."""

import csv
import io
import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from ivr.reporting.csv_table import csv_table

BLANK = {"Cc", "Cf", "Zs", "Zl", "Zp"}
TEXTS = st.text(st.one_of(st.sampled_from(list("=+-@＝－＠;,\t\r\n\"'| ﻿\u3000a1")), st.characters(codec="utf-8")))


def begins_a_formula(text: str) -> bool:
    seen = [each for each in text if unicodedata.category(each) not in BLANK]
    return bool(seen) and unicodedata.normalize("NFKC", seen[0])[0] in "=+-@\u2212"


def read(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table, newline="")))


@given(st.lists(TEXTS, min_size=1, max_size=3))
@example(["=1+1"])
@example([" =1+1"])
@example(["\n=1+1", "\t@SUM(1)"])
@example(["＝1+1", "care;=1+1"])
def test_no_cell_is_a_formula_whatever_the_separator(row):
    (cells,) = read(csv_table([row]))
    parts = [part for cell in cells for part in re.split(r"[;\t\r\n]", cell)]
    assert not [part for part in parts if begins_a_formula(part)]


@given(TEXTS.filter(lambda text: "'" not in text))
def test_nothing_but_apostrophes_is_added(text):
    ((cell,),) = read(csv_table([[text]])) or [[""]]
    assert cell.replace("'", "") == text


def test_numbers_stay_numbers():
    assert csv_table([(-1.5, 3, None, "-1.5")]) == "-1.5,3,,'-1.5\r\n"
