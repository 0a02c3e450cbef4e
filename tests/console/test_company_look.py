"""The company's own name, colour and mark, from the sign-in on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ivr.console.company.colours import NIGHT, READABLE, WHITE, contrast, dark_tint, light_tint, rgb
from ivr.settings import Settings
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser

MARK = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    logo = tmp_path / "mark.svg"
    logo.write_bytes(MARK)
    own = {"company_name": "Ünal & Söhne", "company_colour": "#ffcc00", "company_logo": logo}
    return settings.model_copy(update=own)


def test_the_sign_in_and_every_page_show_whose_they_are(
    browser: Callable[[], Browser], signed_in: Callable[..., Browser]
):
    for page in (browser().opens("/sign-in"), signed_in("supervisor").opens("/board")):
        page.shows("Ünal &amp; Söhne</title>", 'href="/console/company.css"', 'src="/console/company/logo"')


def test_a_picture_runs_nothing(browser: Callable[[], Browser]):
    answer = browser().client.get("/console/company/logo", base_url=PUBLIC_URL)
    assert (answer.data, answer.mimetype) == (MARK, "image/svg+xml")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_colour_that_could_not_be_read_is_changed(browser: Callable[[], Browser]):
    sheet = browser().opens("/company.css").page
    assert '[data-theme="light"]' in sheet and "--pico-primary: #ffcc00" not in sheet.partition("dark")[0]
    assert "--pico-primary: #ffcc00" in sheet.partition("dark")[2]


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_can_be_read_in_both_themes(number: int):
    for tint, ground in ((light_tint(f"#{number:06x}"), WHITE), (dark_tint(f"#{number:06x}"), NIGHT)):
        grounds = ground, rgb(tint.well), rgb(tint.inverse)
        assert min(contrast(rgb(tint.colour), each) for each in grounds) > READABLE - 0.1


@pytest.mark.parametrize(
    "wrong", [{"company_colour": "teal"}, {"company_logo": "/nowhere.svg"}, {"company_logo": __file__}]
)
def test_a_wrong_setting_stops_the_start(wrong: dict[str, str]):
    with pytest.raises(ValidationError, match=f"{next(iter(wrong))}"):
        Settings(**wrong)
