"""The words spoken in a language for which a brand has no words."""

from datetime import UTC, datetime

from ivr.adapters.redis.routing_runtime import RoutingRuntime, RoutingSnapshot
from ivr.adapters.speech.brand_speakers import BrandSpeakers
from ivr.adapters.telemetry.metrics import exposition, meters
from ivr.adapters.telemetry.turn_log import TurnLog
from ivr.calls.prompt_registry import WANTED
from ivr.engine.spoken import Spoken
from prompts.catalogue import Catalogue
from prompts.facts import Line
from prompts.wording import Editor
from routing.decide import CompiledRouting
from tests.prompts.making import ENGLISH, SPANISH, book, entry, folder, speech_of
from tests.routing.documents import document

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def test_it_is_said_in_english_and_counted(tmp_path):
    words = {"en-US": book(*speech_of(ENGLISH), entry("goodbye", "Bye.")), "es-MX": book(*speech_of(SPANISH))}
    editor = Editor(Catalogue.load(["es-MX"], folder(tmp_path, words)), WANTED)
    counted = meters()
    floor = RoutingRuntime(lambda: RoutingSnapshot(CompiledRouting(document(), 1)), older=lambda _: None)
    wordings = BrandSpeakers(editor, floor, lambda: NOW, TurnLog(counted))
    assert wordings.words(Spoken(Line("goodbye"), "es-MX")) == "Bye."
    assert b'wismo_borrowed_prompts_total{locale="es-MX"} 1.0' in exposition(counted)
