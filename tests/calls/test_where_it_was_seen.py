"""The city of the last scan is told to sufficiently verified callers, for a parcel on its way."""

import pytest

from ivr.emulator import Phone
from tests.shop import Shop


def proves(phone: Phone) -> Phone:
    """A call from an unknown number, with the order's number and postcode."""
    return phone.dials(from_="+14155550129").presses("1").presses("5123#").presses("94110#")


def on_its_way(shop: Shop, status: str, city: str) -> None:
    parcel = shop.parcel(status, day=2, last_scan_city=city)
    shop.has_order(number="NW-5123", status="shipped", shipments=(parcel,))


def test_a_caller_who_proved_enough_hears_where_the_parcel_was_seen(phone: Phone, shop: Shop):
    on_its_way(shop, "in_transit", "SAN JOSE <Hangup/>")
    proves(phone).hears("on its way", "It was last seen in San Jose.").offers("0")


def test_a_caller_who_is_known_by_number_alone_does_not(phone: Phone, shop: Shop):
    on_its_way(shop, "in_transit", "OAKLAND")
    phone.dials().hears("on its way").does_not_hear("Oakland")


@pytest.mark.parametrize(("status", "city"), [("out_for_delivery", "OAKLAND"), ("in_transit", "")])
def test_it_is_not_told_at_the_customers_door_nor_where_it_is_not_known(phone: Phone, shop: Shop, status, city):
    on_its_way(shop, status, city)
    proves(phone).does_not_hear("last seen")
