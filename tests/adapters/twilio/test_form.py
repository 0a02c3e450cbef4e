from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.adapters.twilio.form import BadWebhook, pairs

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(words.filter(bool), words), max_size=10))
def test_a_form_is_read_as_it_was_written(form: list[tuple[str, str]]) -> None:
    assert pairs(urlencode(form).encode()) == tuple(form)


@given(st.text("ab%+=&2Bü \xff", max_size=40).map(lambda text: text.encode("latin-1", "replace")))
def test_a_broken_form_is_read_as_the_standard_library_reads_it(body: bytes) -> None:
    expected = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    assert pairs(body) == tuple(expected)


@pytest.mark.parametrize("body", [b"a=" + b"b" * 65_536, b"&".join([b"a=b"] * 257)])
def test_more_than_twilio_ever_sends_is_refused(body: bytes) -> None:
    with pytest.raises(BadWebhook):
        pairs(body)
