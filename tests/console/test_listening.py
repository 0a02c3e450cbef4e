"""An admin listens to the shop's own words before callers hear them."""

from collections.abc import Callable
from datetime import timedelta

import grpc
import pytest
from flask import Flask

from ivr.adapters.redis.rate_limits.sign_ins import TRIALS
from ivr.adapters.sql.recordings.store import RecordingStore
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.reporting.audit import Actor
from prompts.studio.takes import Take
from prompts.studio.wav import samples, wav
from prompts.voices import voice_of
from routing.document import of_json, read, to_json
from tests.calls.conftest import PUBLIC_URL
from tests.console.conftest import Browser, Forms
from tests.console.drafting import DOCUMENT
from tests.google_speech import deadline, google, settings

__all__ = ["deadline", "google", "settings"]

PROMPT = "/prompts/en-US/greeting"
HELLO = "Good day, {brand} & friends."


@pytest.fixture
def hear(store: RoutingStore, signed_in: Callable[..., Browser]) -> Callable[..., tuple[int, dict]]:
    """Press the button beside words. Returns the response."""
    ada = signed_in("admin", name="ada")

    def hear(*words: str, path: str = PROMPT, form: int = 0, brand: str = "") -> tuple[int, dict]:
        proof = Forms(ada.opens(path).page).forms[0][1]["csrf_token"][0]
        sent = {"csrf_token": proof, "words": list(words), "form": form, "brand": brand}
        headers = {"Referer": f"{PUBLIC_URL}/console/"}
        answer = ada.client.post(f"/console{path}/heard", data=sent, headers=headers, base_url=PUBLIC_URL)
        return answer.status_code, answer.get_json()

    return hear


def test_words_are_spoken_once_in_the_drafts_voice_and_counted(hear, google, store, stores, shop, app: Flask):
    draft = {**to_json(read(DOCUMENT)), "voices": {"en-US": "Google.en-US-Neural2-C"}}
    store.save_draft(of_json(draft), actor=Actor("ada", "console"), revision=0)
    status, heard = hear(HELLO)
    assert (status, heard["words"]) == (200, "Good day, Northwind & friends.")
    assert heard["told"] == "Spoken by Google, in the voice en-US-Neural2-C, as callers hear it."
    assert samples(app.test_client().get(heard["audio"]).data)
    assert hear(HELLO) == (200, heard)
    assert google.sentences == ["Good day, Northwind &amp; friends."]
    cost = [(voice, signs) for _, voice, signs in RecordingStore(stores.engine, shop.now).cost()]
    assert cost == [("en-US-Neural2-C", len(google.asked[0].input.ssml))]


def test_a_brand_is_heard_by_its_name_and_in_its_voice(hear, google, store):
    brands = {"outlet": {"name": "The Outlet", "voices": {"en-US": "Google.en-US-Neural2-D"}}}
    store.save_draft(of_json({**to_json(read(DOCUMENT)), "brands": brands}), actor=Actor("ada", "console"), revision=0)
    assert hear(HELLO, brand="outlet")[1]["words"] == "Good day, The Outlet & friends."
    assert google.asked[0].voice.name == "en-US-Neural2-D"


def test_every_form_is_heard_with_a_number_that_has_it(hear):
    path = "/prompts/en-US/several_orders"
    assert hear("You have {count} order.", "You have {count} orders.", path=path)[1]["words"] == "You have 1 order."
    assert (
        hear("You have {count} order.", "You have {count} orders.", path=path, form=1)[1]["words"]
        == "You have 2 orders."
    )


def test_what_cannot_be_said_is_told_and_nothing_is_spoken(hear, google):
    status, told = hear("Hello from {nobody}.")
    assert status == 422
    assert "{nobody}" in told["wrong"][0]
    assert (hear("Hello.", form=7)[0], google.asked) == (422, [])


@pytest.mark.parametrize("trouble", [grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.INVALID_ARGUMENT])
def test_where_google_does_not_speak_the_browser_is_told_to_and_why(hear, google, trouble):
    google.troubles = [trouble] * 3
    _, heard = hear(HELLO)
    assert heard["audio"] == ""
    assert heard["told"].startswith("Read by your browser: the studio could not speak it (")
    assert heard["words"] == "Good day, Northwind & friends."


@pytest.mark.parametrize("deadline", [0.1])
def test_a_studio_that_hangs_is_waited_for_no_longer_than_its_deadline(hear, google):
    google.pause = 0.5
    assert "(DeadlineExceeded)" in hear(HELLO)[1]["told"]


def test_what_people_recorded_is_heard_as_callers_do(hear, stores, shop, google):
    take = Take.of("Good day, Northwind & friends.", voice_of("en-US"))
    RecordingStore(stores.engine, shop.now).put_instead(take.name(b"a-secret-for-tests"), "a" * 32, wav(b"hello"))
    _, heard = hear(HELLO)
    assert (heard["audio"], heard["told"]) == (
        f"/audio/{'a' * 32}.wav",
        "Recorded by people, in the place of the voice.",
    )
    assert google.asked == []


def test_what_was_only_tried_out_is_gone_the_same_day(hear, stores, shop, clock):
    hear(HELLO)
    clock.advance(seconds=timedelta(hours=3).total_seconds())
    assert RecordingStore(stores.engine, shop.now).prune().retired == 1


def test_nobody_has_words_spoken_without_end(hear, google):
    assert {hear(HELLO)[0] for _ in range(TRIALS)} == {200}
    assert hear(HELLO)[0] == 429
