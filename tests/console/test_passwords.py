"""Common passwords are refused in any variation; others are accepted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.console.auth.passwords import FEWEST, LONGEST, SHORTEST, fault

WEAK = [
    "short",
    "            ",
    "\u3000" * 12,
    "a           b",
    "passwordpassword",
    "PasswordPassword",
    "ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ",
    "p@ssw0rdP@ssw0rd",
    "password1234",
    "Password2026!",
    "password password password",
    "contraseña12345",
    "111111111111",
    "abcabcabcabc",
    "qwertyuiop12",
    "qwertyuiop asdfghjkl",
    "poiuytrewq09",
    "1qaz2wsx3edc",
    "123456789012",
    "abcdefghijkl",
    "zyxwvutsrqpo",
    "letmeinletmein",
    "welcome12345",
    "admin-admin-admin",
    "hello hello hello",
    "aaaaaabbbbbbcccccc",
    "ababababababab",
    "x" * 200,
]
STRONG = [
    "a long enough phrase",
    "correct horse battery staple",
    "mit vier Wörtern im Satz",
    "Хорошая длинная фраза",
    "長い合言葉を四つ並べて書きます",
    "7Kq!vT2$pLz9",
    "passport to pimlico",
    "gx7-tul-0prs-mm",
]


@pytest.mark.parametrize("password", WEAK)
def test_what_anybody_would_try_is_refused(password: str):
    assert fault(password, password, "ada")


@pytest.mark.parametrize("password", STRONG)
def test_what_nobody_would_try_is_taken(password: str):
    assert fault(password, password, "ada") == ""


@pytest.mark.parametrize("name", ["ada", "grace@shop.example", "Grace.Hopper"])
def test_the_name_is_left_out(name: str):
    for password in (f"{name} likes the sea", f"the sea of {name.upper()}", "graceful swimming lessons"):
        assert bool(fault(password, password, name)) == (name.casefold() in password.casefold() or name != "ada")


@given(st.text(min_size=1, max_size=5), st.integers(2, 40))
def test_a_short_text_is_no_better_for_being_repeated(part: str, times: int):
    assert fault(part * times, part * times, "nobody-here")


@given(st.text(max_size=40))
def test_looks_do_not_matter(password: str):
    alike = unicodedata.normalize("NFKC", password)
    assert bool(fault(password, password, "nobody-here")) == bool(fault(alike, alike, "nobody-here"))


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=300))
def test_length_is_bounded_at_both_ends(password: str):
    if not SHORTEST <= len(password) <= LONGEST or len(set(password)) < FEWEST // 2:
        assert fault(password, password, "nobody-here")
