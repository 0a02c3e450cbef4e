"""An admin changes the line's name and its brands, with the voice and the words of each."""

import pytest

from ivr.adapters.sql.routing.store import RoutingStore
from ivr.emulator import Phone
from routing.document import read
from routing.model import Routing
from tests.calls.conftest import LINE
from tests.calls.test_own_words import voices
from tests.console.conftest import Browser
from tests.shop import Shop

DOCUMENT = f"""
brand: Northwind
numbers: {{"{LINE}": {{language: en-US, languages: [en-US, es-MX], brand: outlet}}}}
brands: {{outlet: {{name: Northwind Outlet, prompts: {{en-US: {{goodbye: Happy hunting.}}}}}}}}
queues:
  care: {{name: Care, kind: in_house, languages: [en-US, es-MX], hand_off: {{desk: care}}, told: ["+12125550150"]}}
default: care
"""
OUTLET, WHOLE_LINE = "/routing/brands/of/outlet", "/routing/line/of/line"


@pytest.fixture
def document() -> Routing:
    return read(DOCUMENT)


def spoken(language: str, voice: str) -> dict[str, list[str]]:
    """The rows of a form's voices."""
    return {"voices.language": [language], "voices.voice": [voice]}


def test_a_brand_is_renamed_and_given_a_voice_and_the_next_caller_hears_it(ada, store, phone: Phone, shop: Shop):
    voice = "Google.en-US-Neural2-D"
    ada.opens("/routing/brands").shows("outlet", "Northwind Outlet", f"answers {LINE}", "1 prompt in its own words")
    ada.opens(OUTLET).shows("goodbye", "Happy hunting.", LINE)
    ada.sends(OUTLET, act="save", name="Cellar", **spoken("en-US", voice)).shows("outlet is in the draft")
    ada.opens("/routing/review").shows("Brand outlet: name Northwind Outlet is now Cellar")
    ada.sends("/routing/publish", revision=str(store.draft().revision), note="a new sign over the door")
    phone.dials().hears("Cellar")
    assert voices(phone) == {voice}
    assert store.current().routing.brands["outlet"].prompts == {"en-US": {"goodbye": "Happy hunting."}}


def test_a_voice_that_does_not_speak_the_language_is_told_at_its_field(ada: Browser):
    ada.opens(OUTLET).sends(OUTLET, act="save", **spoken("es-MX", "Google.en-US-Neural2-D"))
    ada.shows("1 to look at", "outlet, Voices").opens(OUTLET).shows('id="voices-wrong"', "does not speak es-MX")
    assert ada.sends(OUTLET, act="save", **spoken("es-MX", "Alice")).status == 422
    ada.shows('value="Alice"', "This cannot be saved yet")


def test_two_admins_change_a_brand_and_either_change_can_be_taken_back(ada, signed_in, store: RoutingStore):
    bob = signed_in("admin", name="bob").opens(OUTLET)
    ada.opens(OUTLET).sends(OUTLET, act="save", name="Cellar")
    bob.sends(OUTLET, act="save", **spoken("en-US", "Google.en-US-Neural2-D"))
    outlet = store.draft().routing.brands["outlet"]
    assert (outlet.name, outlet.voices) == ("Cellar", {"en-US": "Google.en-US-Neural2-D"})
    ada.opens("/audit").opens("/audit/2/undo").sends("/routing/changes/2/undo", why="A slip")
    assert store.draft().routing.brands["outlet"].name == "Northwind Outlet"


def test_a_brand_that_numbers_answer_by_is_not_taken_away_unseen(ada: Browser):
    ada.opens(OUTLET).sends(OUTLET, act="remove").shows("there is no brand", f"{LINE}, Brand")


def test_a_brand_says_its_own_words_and_else_those_of_the_line(ada: Browser, store: RoutingStore):
    goodbye = "/prompts/en-US/goodbye"
    ada.opens(goodbye).sends(goodbye, words="So long.").shows("goodbye is in the draft")
    ada.opens("/prompts?brand=outlet&q=goodbye").shows("Happy hunting.", "own words")
    ada.opens(f"{goodbye}?brand=outlet").shows("Happy hunting.", "So long.")
    ada.sends(goodbye, words="See {nobody}.").shows("{nobody}").sends(goodbye, act="usual")
    draft = store.draft().routing
    assert (draft.prompts, draft.brands["outlet"].prompts) == ({"en-US": {"goodbye": "So long."}}, {})
    assert ada.opens(f"{goodbye}?brand=nobody").status == 404


def test_words_that_the_line_never_says_are_found_and_taken_out(ada: Browser, store: RoutingStore):
    text = DOCUMENT.replace("goodbye:", "no_such_prompt:")
    ada.opens("/routing/yaml").sends("/routing/yaml", text=text, revision="0").shows("outlet, en-US no_such_prompt")
    path = "/prompts/en-US/no_such_prompt"
    ada.opens(f"{path}?brand=outlet").shows("The line says no such prompt").sends(path, act="usual")
    assert store.draft().routing.brands["outlet"].prompts == {}


def test_what_is_wrong_with_the_whole_line_is_told_at_its_field_and_what_was_typed_stays(ada: Browser):
    ada.opens("/routing/line").sends(WHOLE_LINE, act="save", brand="", **{"alerts.wait": "soon"})
    assert ada.shows("Write a number, as in", 'value="soon"').status == 422
    ada.sends(WHOLE_LINE, act="save", **{"alerts.wait": "-1"}).shows('id="brand-wrong"', 'id="alerts.wait-wrong"')
    assert ada.opens("/routing/line/new").status == 404


def test_the_line_is_renamed_and_its_alerts_are_set(ada: Browser, store: RoutingStore):
    ada.opens("/routing/line").shows("Line settings", "A call that no rule sends goes to")
    ada.sends(WHOLE_LINE, act="save", brand="Eastwind", **{"alerts.wait": "90", "alerts.errors": "0"})
    ada.shows("Line settings are in the draft").opens("/routing/review")
    ada.shows("Brand: Northwind is now Eastwind", "Alerts: wait (nothing) is now 90")
    alerts = store.draft().routing.alerts
    assert (alerts.wait, alerts.errors, alerts.orders_hours) == (90, 0, None)


def test_a_default_that_is_not_there_is_told_where_it_is_mended(ada: Browser):
    text = DOCUMENT.replace("default: care", "default: nobody")
    ada.opens("/routing/yaml").sends("/routing/yaml", text=text, revision="0")
    ada.shows("Line settings, A call that no rule sends goes to").opens(WHOLE_LINE).shows("nobody (is not there)")


def told_of_stores(language: str, words: str) -> dict[str, list[str]]:
    """The rows of a form's words on stores."""
    return {"store_info.language": [language], "store_info.words": [words]}


def test_terms_for_returns_and_words_on_stores_are_set_for_the_line(ada: Browser, store: RoutingStore):
    terms = {"returns.days": "30", "returns.from": "order", "returns.final_sale": "clearance, final sale"}
    ada.opens("/routing/line").sends(WHOLE_LINE, act="save", **terms, **told_of_stores("en-US", "Open from nine."))
    ada.shows("Line settings are in the draft").opens("/routing/review")
    ada.shows("Returns: days (nothing) is now 30", "Stores: en-US (nothing) is now Open from nine.")
    returns = store.draft().routing.returns
    assert returns
    assert (returns.days, returns.counted_from, returns.final_sale) == (30, "order", ("clearance", "final sale"))


def test_days_that_are_none_are_told_at_their_field(ada: Browser):
    ada.opens(OUTLET).sends(OUTLET, act="save", **{"returns.days": "-1"})
    ada.shows('id="returns.days-wrong"', "must be at least 1", 'value="-1"')


def test_terms_that_only_yaml_has_are_kept_by_the_form_and_faults_in_them_are_told(ada: Browser, store: RoutingStore):
    later = "extended: [{placed_from: 2026-12-24, placed_to: 2026-11-01, until: 2027-01-31}]"
    text = f"{DOCUMENT}\nreturns: {{days: 30, {later}}}\n"
    ada.opens("/routing/yaml").sends("/routing/yaml", text=text, revision="0")
    ada.shows("Line settings", "is before placed_from")
    ada.opens(WHOLE_LINE).sends(WHOLE_LINE, act="save", **{"returns.days": "14"})
    returns = store.draft().routing.returns
    assert returns
    assert (returns.days, len(returns.extended)) == (14, 1)
