"""The shop's own words, voices and brands: published as routing is, and heard by the next caller."""

from collections.abc import Callable
from typing import Any

import pytest

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.app.parts import Stores, editor_of, store_of
from ivr.emulator import Phone, Switchboard
from ivr.reporting.audit import Actor
from ivr.settings import Settings
from routing.document import DEFAULT, RoutingError, of_json, read_file, to_json
from tests.calls.conftest import ALICE, LINE, PUBLIC_URL
from tests.shop import Shop

ME = Actor("a test", "cli")
OUTLET = "+18005550111"
Publish = Callable[..., None]


@pytest.fixture
def store(settings: Settings, stores: Stores, shop: Shop) -> RoutingStore:
    return store_of(settings, stores.engine, shop.now, editor_of(settings))


@pytest.fixture
def publish(store: RoutingStore, stores: Stores) -> Publish:
    """Puts in force the packaged document with these fields, as `wismo routing publish` does."""

    def put(**fields: Any) -> None:
        store.publish(of_json({**to_json(read_file(DEFAULT)), **fields}), actor=ME, note="")
        Announcements(stores.redis, store).tell()

    return put


@pytest.fixture
def outlet(switchboard: Switchboard) -> Phone:
    """Alice's phone, about to ring another number of the same line."""
    switchboard.add_number(OUTLET, f"{PUBLIC_URL}/voice#rc=2&rp=all", fallback_url=f"{PUBLIC_URL}/voice/fallback")
    return Phone(switchboard, number=ALICE, to=OUTLET)


def voices(phone: Phone) -> set[str | None]:
    return {line.voice for line in phone.lines if line.kind == "say" and line.language == "en-US"}


def test_published_words_are_heard_by_the_next_caller(phone, shop, publish):
    publish(prompts={"en-US": {"greeting": "Welcome to {brand}. What can I do for you?"}})
    phone.dials().hears("Welcome to Northwind. What can I do for you?")


def test_words_are_filled_with_the_facts_of_the_call(phone, shop, publish):
    publish(prompts={"en-US": {"order_status.out_for_delivery": "Good news! It comes {window}."}})
    shop.has_order(status="out_for_delivery", window="14:00-18:00")
    phone.dials().hears("Good news! It comes today between 2 and 6 p.m.")


def test_a_call_keeps_the_words_and_the_voice_that_it_began_with(phone, shop, publish):
    phone.dials()
    publish(voices={"en-US": "Google.en-US-Neural2-C"}, prompts={"en-US": {"no_match": "Pardon me?"}})
    phone.presses("8").does_not_hear("Pardon me?").presses("7")
    assert voices(phone) == {"Google.en-US-Neural2-F"}


def test_words_are_taken_back_as_routing_is(phone, shop, publish, store, stores):
    publish(prompts={"en-US": {"greeting": "Ahoy!  {brand}."}})
    store.roll_back(0, actor=ME, note="A slip")
    Announcements(stores.redis, store).tell()
    phone.dials().does_not_hear("Ahoy").hears("How can I help you?")


def test_a_caller_in_the_queue_hears_them_too(phone, shop, publish):
    publish(prompts={"en-US": {"hand_off.hold_on": "Stay with us."}})
    phone.dials().presses("0").hears("Stay with us.")


def test_each_number_answers_by_its_own_brand_voice_and_words(phone, outlet, shop, publish):
    publish(
        numbers={LINE: {"language": "en-US"}, OUTLET: {"language": "en-US", "brand": "outlet"}},
        prompts={"en-US": {"goodbye": "Bye."}},
        brands={
            "outlet": {
                "name": "Northwind Outlet",
                "voices": {"en-US": "Google.en-US-Neural2-C"},
                "prompts": {"en-US": {"greeting": "Bargains! This is {brand}."}},
            }
        },
    )
    outlet.dials().hears("Bargains! This is Northwind Outlet.").presses("0")
    phone.dials().hears("Northwind, hello.").presses("0")
    assert (voices(outlet), voices(phone)) == ({"Google.en-US-Neural2-C"}, {"Google.en-US-Neural2-F"})


WRONG = [
    ({"fr-FR": {"goodbye": "Au revoir."}}, "fr-FR is not among WISMO_LANGUAGES"),
    ({"en-US": {"no.such.prompt": "Hello."}}, "the line says no such prompt"),
    ({"en-US": {"goodbye": "Bye, {name}."}}, "has a slot {name} that nothing fills"),
    ({"en-US": {"greeting": "Hello."}}, "does not say {brand}, as en-US does"),
    ({"en-US": {"goodbye": "Bye <break/>"}}, "holds markup"),
    ({"en-US": {"goodbye": "Bye. " * 80}}, "is too long"),
    ({"en-US": {"goodbye": "Bye {"}}, "a brace without its partner"),
    ({"en-US": {"goodbye": " "}}, "says nothing"),
    ({"en-US": {"hold.estimate": "{count} minutes."}}, "needs plural forms"),
    ({"en-US": {"hold.estimate": ["a", "b", "c"]}}, "has 3 plural forms, where en-US has 2"),
]


@pytest.mark.parametrize(("prompts", "reason"), WRONG)
def test_words_that_cannot_be_said_are_refused_with_their_place(publish, prompts, reason):
    ((locale, book),) = prompts.items()
    with pytest.raises(RoutingError) as refused:
        publish(prompts=prompts)
    assert f"prompts.{locale}.{next(iter(book))}: {reason}" in str(refused.value)


@pytest.mark.parametrize(("voice", "reason"), [("Google.de-DE-Neural2-A", "does not speak en-US")])
def test_a_voice_of_another_language_is_refused(publish, voice, reason):
    with pytest.raises(RoutingError, match=f"voices.en-US: {voice} {reason}"):
        publish(voices={"en-US": voice})


def test_words_that_have_become_wrong_are_passed_over(phone, shop, stores, clock):
    """As after a deploy that gives a prompt other facts: the catalogue's own words go on."""
    lax = RoutingStore(stores.engine, clock=clock.now, first=read_file(DEFAULT))
    words = {"greeting": "Hello from {planet}.", "no_match": "Pardon me?"}
    lax.publish(of_json({**to_json(read_file(DEFAULT)), "prompts": {"en-US": words}}), actor=ME, note="")
    Announcements(stores.redis, lax).tell()
    phone.dials().hears("Northwind, hello.").presses("8").hears("Pardon me?")
