"""Connection overrides in a URL's fragment."""

from ivr.emulator.overrides import EVERY_FAILURE, Overrides, split_overrides


def test_without_a_fragment_a_failed_connect_alone_is_tried_again_once():
    bare, overrides = split_overrides("https://line.example/voice?a=1")
    assert bare == "https://line.example/voice?a=1"
    assert overrides == Overrides(connect=5, read=15, total=15, retries=1, retry_on=frozenset({"ct"}))


def test_a_fragment_is_taken_off_and_read():
    bare, overrides = split_overrides("https://line.example/voice#rc=2&rp=all&ct=2000&rt=4000&tt=9000")
    assert bare == "https://line.example/voice"
    assert overrides == Overrides(connect=2, read=4, total=9, retries=2, retry_on=EVERY_FAILURE)


def test_values_are_held_to_their_ranges():
    _, overrides = split_overrides("https://line.example/voice#rc=9&ct=1&rt=99999")
    assert (overrides.retries, overrides.connect, overrides.read) == (5, 0.1, 15)


def test_a_policy_lists_what_is_tried_again():
    _, overrides = split_overrides("https://line.example/voice#rp=5xx,rt,nonsense")
    assert overrides.retry_on == {"5xx", "rt"}
