import pytest

from ivr.orders.identity.attestation import POLICIES, Entry, entry

AT_ONCE, EITHER, BOTH, PERSON = Entry

TABLE = {
    "TN-Validation-Passed-A": (AT_ONCE, AT_ONCE),
    "TN-Validation-Passed-A-Diverted": (AT_ONCE, EITHER),
    "TN-Validation-Passed-A-Passthrough": (AT_ONCE, EITHER),
    "TN-Validation-Passed-B": (AT_ONCE, EITHER),
    "TN-Validation-Passed-B-Diverted": (EITHER, BOTH),
    "TN-Validation-Passed-B-Passthrough": (EITHER, BOTH),
    "TN-Validation-Passed-C": (EITHER, BOTH),
    "TN-Validation-Passed-C-Diverted": (EITHER, BOTH),
    "TN-Validation-Passed-C-Passthrough": (EITHER, BOTH),
    "TN-Validation-Failed": (PERSON, PERSON),
    "TN-Validation-Failed-A": (PERSON, PERSON),
    "TN-Validation-Failed-A-Diverted": (PERSON, PERSON),
    "TN-Validation-Failed-A-Passthrough": (PERSON, PERSON),
    "TN-Validation-Failed-B": (PERSON, PERSON),
    "TN-Validation-Failed-B-Diverted": (PERSON, PERSON),
    "TN-Validation-Failed-B-Passthrough": (PERSON, PERSON),
    "TN-Validation-Failed-C": (PERSON, PERSON),
    "TN-Validation-Failed-C-Diverted": (PERSON, PERSON),
    "TN-Validation-Failed-C-Passthrough": (PERSON, PERSON),
    "No-TN-Validation": (AT_ONCE, BOTH),
    "NULL": (AT_ONCE, BOTH),
    "": (AT_ONCE, BOTH),
}
"""Word: what `balanced` and `strict` ask for. Twilio's 21 words, and absence."""


@pytest.mark.parametrize("word", TABLE)
def test_every_word_of_twilios_is_in_both_policies(word: str) -> None:
    assert (entry(word, "balanced"), entry(word, "strict")) == TABLE[word]


def test_the_policies_hold_no_other_word() -> None:
    assert {name: set(table) for name, table in POLICIES.items()} == {
        "balanced": set(TABLE),
        "strict": set(TABLE),
    }


def test_an_absent_parameter_counts_as_unsigned() -> None:
    assert (entry(None, "balanced"), entry(None, "strict")) == (AT_ONCE, BOTH)


@pytest.mark.parametrize(
    "word", ["tn-validation-passed-a", " TN-Validation-Passed-A", "TN-Validation-Passed-D", "TN-Validation-Passed-A,x"]
)
def test_a_word_that_is_not_exact_counts_as_absent(word: str) -> None:
    assert entry(word, "strict") is BOTH
