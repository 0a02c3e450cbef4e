"""The attestation of a caller id (STIR/SHAKEN), and how far a caller is trusted by it.

Attestation states the originating carrier's knowledge of the number, not the holder of the phone, so it can only lower
trust.
Calls from outside the United States carry none, nor do many inside.
"""

from collections.abc import Mapping
from enum import StrEnum


class Entry(StrEnum):
    """The steps that a caller with a known number takes before hearing of an order."""

    AT_ONCE = "at_once"
    EITHER = "either"
    """Give the order number or the postcode."""
    BOTH = "both"
    """Give the order number and the postcode."""
    PERSON = "person"
    """Show that they are no machine, and be handed to an agent. Nothing is read out."""


ABSENT = ""
"""No StirVerstat parameter, or a word that is not in the table."""

_PASSED = ("TN-Validation-Passed-A", "TN-Validation-Passed-B", "TN-Validation-Passed-C")
_FAILED = ("TN-Validation-Failed", *(f"TN-Validation-Failed-{grade}" for grade in "ABC"))
_FORMS = ("-Diverted", "-Passthrough")
_UNSIGNED = (ABSENT, "NULL", "No-TN-Validation")


def _policy(a: Entry, a_diverted_or_b: Entry, c_or_less: Entry, unsigned: Entry) -> Mapping[str, Entry]:
    """A table of all 21 values of StirVerstat, and of its absence.

    A diverted or passed-through B counts as a C: the carrier vouches for less than with a plain B.
    """
    passed_a, passed_b, passed_c = _PASSED
    rest = (passed_c, *(base + form for base in (passed_b, passed_c) for form in _FORMS))
    failed = (*_FAILED, *(f"TN-Validation-Failed-{grade}{form}" for grade in "ABC" for form in _FORMS))
    return {
        passed_a: a,
        **dict.fromkeys((*(passed_a + form for form in _FORMS), passed_b), a_diverted_or_b),
        **dict.fromkeys(rest, c_or_less),
        **dict.fromkeys(_UNSIGNED, unsigned),
        **dict.fromkeys(failed, Entry.PERSON),
    }


POLICIES: Mapping[str, Mapping[str, Entry]] = {
    "balanced": _policy(Entry.AT_ONCE, Entry.AT_ONCE, Entry.EITHER, Entry.AT_ONCE),
    "strict": _policy(Entry.AT_ONCE, Entry.EITHER, Entry.BOTH, Entry.BOTH),
}


def is_passed(attestation: str) -> bool:
    """Whether the carrier vouches for the number as the caller's own (A) or a known customer's (B)."""
    return attestation in _PASSED[:2]


def entry(attestation: str | None, policy: str) -> Entry:
    """The entry of a caller by Twilio's StirVerstat; a value that is not in the table counts as absent."""
    table = POLICIES[policy]
    return table.get(attestation or ABSENT, table[ABSENT])
