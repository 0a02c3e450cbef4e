"""Every known status word of shops and carriers is recognised, in any spelling."""

import re

import pytest

from ivr.orders.model import Order, Refund, RefundState
from ivr.orders.model import OrderStatus as Status
from ivr.orders.sources import status_words
from ivr.orders.sources.order_builder import OrderBuilder
from ivr.orders.sources.row_reader import read_row
from ivr.orders.sources.status_words import BrokenTable, words_of
from tests.orders.shop import READING

from .platform_words import MEANINGS, ORDERS, PARCELS, REFUNDS, RETURNS, SILENT, listed


def spellings(word: str) -> set[str]:
    """A word as others write it: in capitals, with dashes, with blanks, in camel case."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()
    parts = snake.split("_")
    return {word, snake, snake.upper(), "-".join(parts), " ".join(parts).title(), "".join(map(str.title, parts))}


@pytest.mark.parametrize("word", listed(ORDERS))
def test_an_orders_word_is_known_in_every_spelling(word: str) -> None:
    found = {status_words.order_status(each) for each in spellings(word)}
    assert len(found) == 1
    assert found <= ({Status.UNKNOWN} if word in SILENT else set(Status) - {Status.UNKNOWN})


@pytest.mark.parametrize("word", listed(PARCELS))
def test_a_parcels_word_is_known_in_every_spelling(word: str) -> None:
    found = {status_words.tracking_status(each) for each in spellings(word)}
    assert len(found) == 1
    assert None not in found
    assert (found == {("unknown", "")}) is (word in SILENT)


@pytest.mark.parametrize(("meaning", "word"), [(name, word) for name, its in MEANINGS.items() for word in its.split()])
def test_a_parcels_word_means_what_its_source_says(meaning: str, word: str) -> None:
    found = status_words.tracking_status(word)
    assert found is not None
    assert found[0] == meaning


@pytest.mark.parametrize("word", [*listed(RETURNS), *listed(REFUNDS)])
def test_a_word_of_a_return_or_refund_is_known(word: str) -> None:
    read = status_words.return_state if word in listed(RETURNS) else status_words.refund_state
    assert None not in {read(each) for each in spellings(word)}


def test_words_of_other_scripts_and_widths_are_known() -> None:
    assert status_words.tracking_status("配達完了") == ("delivered", "")
    assert status_words.tracking_status("ＩｎＴｒａｎｓｉｔ") == ("in_transit", "")


def test_a_number_that_a_carrier_adds_is_no_new_word_but_a_word_of_its_own_is() -> None:
    assert status_words.tracking_status("Exception_099") == ("exception", "")
    assert status_words.tracking_status("Delivered_Elsewhere") is None


def test_any_reason_of_an_exception_is_kept() -> None:
    assert status_words.tracking_status("exception(Eaten by goats)") == ("exception", "eaten_by_goats")


def test_a_table_that_is_wrong_is_refused() -> None:
    with pytest.raises(BrokenTable, match="no status 'sunk'"):
        words_of({"sunk": ["sunk"]}, Status)
    with pytest.raises(BrokenTable, match="stands twice"):
        words_of({"shipped": ["gone"], "cancelled": ["gone"]}, Status)


def whole(said: str, *parcels: str) -> Order:
    """The order of a file's rows, one for each parcel."""
    head = {"order_number": "1001", "phone": "(415) 555-0100", "placed_at": "2026-11-20T09:30:00-08:00", "status": said}
    gathered = OrderBuilder()
    for place, parcel in enumerate(parcels or ("",)):
        tracking = {"tracking_status": parcel, "tracking_number": str(place)} if parcel else {}
        gathered.add(read_row({**head, **tracking}, place + 2, READING))
    order = gathered.order(READING.key)
    assert order is not None
    return order


@pytest.mark.parametrize("said", ["canceled", "voided", "trash", "refunded", "closed", "Declined"])
def test_an_order_that_was_called_off_stays_so_whatever_its_parcel_does(said: str) -> None:
    assert whole(said, "InTransit").status is Status.CANCELLED


def test_an_order_that_arrived_and_was_refunded_was_delivered_and_has_a_refund() -> None:
    order = whole("refunded", "delivered")
    assert (order.status, order.refunds) == (Status.DELIVERED, (Refund(RefundState.COMPLETED),))


def test_an_order_that_was_refunded_in_part_goes_as_its_parcel_goes() -> None:
    order = whole("Partially Refunded", "InTransit")
    assert (order.status, order.refunds) == (Status.SHIPPED, (Refund(RefundState.COMPLETED),))


def test_an_order_whose_word_is_not_known_stays_unknown_whatever_its_parcel_does() -> None:
    assert whole("in limbo", "InTransit").status is Status.UNKNOWN


@pytest.mark.parametrize("said", ["-", "n/a", "None", ""])
def test_a_column_that_says_nothing_leaves_the_word_to_the_parcels(said: str) -> None:
    order = whole(said, "InTransit")
    assert (order.status, order.unknown_words) == (Status.SHIPPED, {})
