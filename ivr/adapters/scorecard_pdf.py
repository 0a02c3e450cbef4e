"""A vendor's month as a PDF of one page, with what does not fit on it left to the CSV.

fpdf2 and the font come with the extra `reports`; both are imported when the first file is asked for.
"""

from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ivr.reporting.scorecard import Scorecard
from ivr.reporting.scorecard_print import PrintedTable, printed_heading, printed_tables

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = "NotoSans[wdth,wght].ttf"
MARGIN = 12.0
"""Millimetres around the page (A4)."""
MISSING = "?"
"""Stands for a character that the font does not have."""


def can_print() -> bool:
    """Whether the extra `reports` is installed."""
    return find_spec("fpdf") is not None and find_spec("fontpkg_noto_sans") is not None


def scorecard_pdf(card: Scorecard, *, printed_at: str) -> bytes:
    """The scorecard as a PDF document. Raises ImportError without the extra `reports`."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(auto=True, margin=MARGIN)
    pdf.set_title(printed_heading(card))
    pdf.set_lang("en")
    pdf.add_font("sans", fname=str(files("fontpkg_noto_sans").joinpath("files", FONT)))
    pdf.add_page()
    pdf.set_font("sans", size=15)
    pdf.cell(text=_fitting(pdf, printed_heading(card), pdf.epw), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("sans", size=7)
    pdf.cell(text=_shown(pdf, printed_at), new_x="LMARGIN", new_y="NEXT")
    for table in printed_tables(card):
        _draw(pdf, table)
    return bytes(pdf.output())


def _draw(pdf: "FPDF", table: PrintedTable) -> None:
    pdf.ln(2.5)
    pdf.set_font("sans", size=10)
    pdf.cell(text=_shown(pdf, table.title), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("sans", size=table.size)
    height = table.size * 0.5
    for place, row in enumerate((table.heading, *table.rows)):
        for width, text in zip(table.widths, row, strict=True):
            room = pdf.epw * width
            pdf.cell(room, height, _fitting(pdf, text, room), border="B" if place == 0 else 0)
        pdf.ln(height)


def _fitting(pdf: "FPDF", text: str, room: float) -> str:
    """The text, cut so that it fits into a cell."""
    shown = _shown(pdf, text)
    if pdf.get_string_width(shown) <= room - 2 * pdf.c_margin:
        return shown
    while shown and pdf.get_string_width(f"{shown}…") > room - 2 * pdf.c_margin:
        shown = shown[:-1]
    return f"{shown}…"


def _shown(pdf: "FPDF", text: str) -> str:
    """The text with MISSING for what the font does not have."""
    known = pdf.fonts["sans"].cmap
    return "".join(each if ord(each) in known else MISSING for each in " ".join(text.split()))
