"""A value that a thread keeps fresh, read without waiting."""

from threading import Event

from ivr.adapters.resilience.cached_value import RefreshedValue


def test_who_must_not_wait_gets_the_first_value_until_the_reading_is_done():
    may_read, is_read = Event(), Event()

    def read() -> str:
        may_read.wait(20)
        is_read.set()
        return "read"

    value = RefreshedValue(read, first="first", every=60, failed=lambda _: None)
    assert [value.at_once(), value.at_once()] == ["first", "first"]
    may_read.set()
    assert is_read.wait(20)
    assert value() == "read"
    assert value.at_once() == "read"


def test_without_a_period_it_is_read_each_time():
    readings = iter("ab")
    value = RefreshedValue(lambda: next(readings), first="", every=0, failed=lambda _: None)
    assert [value.at_once(), value.at_once()] == ["a", "b"]
